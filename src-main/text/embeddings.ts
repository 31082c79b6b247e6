// Textual inversion files: which tensors are the vectors of which word, in every
// form the field writes, and writing them.
import type { Float32Tensor } from '../base/dtype.ts'
import { AppError } from '../base/errors.ts'
import { chunkCapacity } from './pieces.ts'

/** Canonical name of a text encoder; files know two of them. */
export type EmbeddingEncoder = string
export type EmbeddingPart = { readonly tensor: string; readonly width: number }

/** One word of a file, before any value is read. */
export type EmbeddingShape = {
  /** What the file itself calls it; null where the file's own name is the word. */
  readonly token: string | null
  readonly vectors: number
  readonly parts: ReadonlyMap<EmbeddingEncoder, EmbeddingPart>
}

type Table = ReadonlyMap<string, { readonly shape: readonly number[] }>

/**
 * Names that tell which encoder: A1111's and kohya's for SDXL, cloneofsimo's; ComfyUI's for SD 2.
 * `emb_params` is A1111's safetensors form, `string_to_param.*` its pickles and what adapters bundle.
 */
const known: readonly (readonly [RegExp, EmbeddingEncoder])[] = [
  [/^(clip_l|text_encoders_0)$/, 'text_encoder'],
  [/^(clip_g|text_encoders_1)$/, 'text_encoder_2'],
  [/^(emb_params|clip_h|string_to_param\..+)$/, 'text_encoder'],
]
/** diffusers names a tensor by its token; files of whole weights are full of dots. */
const token = /^[^.]{1,200}$/
const mostTokens = 100

/**
 * Errors: `embedding/not-an-embedding`, `embedding/…` for damaged files,
 * `embedding/too-long`. `name` is the file's, for people.
 */
export function findEmbeddings(tensors: Table, name: string): EmbeddingShape[] {
  const parts = new Map<EmbeddingEncoder, EmbeddingPart>()
  const counts = new Set<number>()
  for (const [tensor, { shape }] of tensors) {
    const encoder = known.find(([pattern]) => pattern.test(tensor))?.[1]
    if (encoder === undefined) continue
    if (parts.has(encoder)) throw new AppError('embedding/several-words', { name })
    const { vectors, width } = sizesOf(shape, name)
    parts.set(encoder, { tensor, width })
    counts.add(vectors)
  }
  if (parts.size > 0) {
    if (counts.size > 1) throw new AppError('embedding/uneven', { name })
    const inOrder = new Map([...parts].sort(([a], [b]) => (a < b ? -1 : 1)))
    return [{ token: null, vectors: [...counts][0] ?? 0, parts: inOrder }]
  }
  const names = [...tensors.keys()]
  if (names.length === 0 || names.length > mostTokens || !names.every((one) => token.test(one)))
    throw new AppError('embedding/not-an-embedding', { name })
  return names.map((tensor) => {
    const { vectors, width } = sizesOf(tensors.get(tensor)?.shape ?? [], name)
    return { token: tensor, vectors, parts: new Map([['text_encoder', { tensor, width }]]) }
  })
}

/** [vectors, width], or [width] alone. */
function sizesOf(shape: readonly number[], name: string): { vectors: number; width: number } {
  const [vectors = 0, width = 0] = shape.length === 1 ? [1, shape[0]] : shape
  if (shape.length < 1 || shape.length > 2) throw new AppError('embedding/not-an-embedding', { name })
  if (vectors === 0 || width === 0) throw new AppError('embedding/empty', { name })
  if (vectors > chunkCapacity)
    throw new AppError('embedding/too-long', { name, tokens: vectors, most: chunkCapacity })
  return { vectors, width }
}

export type EncoderWidth = { readonly component: EmbeddingEncoder; readonly width: number }

/** Throws `embedding/wrong-width`, naming both, where an encoder of the model has no vectors of its width. */
export function checkEmbeddingFits(
  name: string,
  { parts }: Pick<EmbeddingShape, 'parts'>,
  encoders: readonly EncoderWidth[],
): void {
  const made = [...parts.values()].map(({ width }) => width)
  const wanted = encoders.map(({ width }) => width)
  const fits =
    parts.size === encoders.length &&
    encoders.every(({ component, width }) => parts.get(component)?.width === width)
  if (fits) return
  throw new AppError('embedding/wrong-width', { name, made: made.map(String), wanted: wanted.map(String) })
}

/** The embeddings that adapters bring along: their own tensors by the names they would have alone. */
export function bundledTable(
  name: string,
  tensors: readonly string[],
  all: Table,
): Map<string, { tensor: string; shape: readonly number[] }> {
  const prefix = `${bundlePrefix}${name}.`
  return new Map(
    tensors.map((tensor) => [
      tensor.startsWith(prefix) ? tensor.slice(prefix.length) : tensor,
      { tensor, shape: all.get(tensor)?.shape ?? [] },
    ]),
  )
}

const bundlePrefix = 'bundle_emb.'

/** Vectors [n, width] of every encoder of the model. */
export type EmbeddingVectors = ReadonlyMap<EmbeddingEncoder, Float32Tensor>

/** The file A1111 and kohya write: `emb_params`, for two encoders `clip_l` and `clip_g`. */
export function a1111Tensors(vectors: EmbeddingVectors): Map<string, Float32Tensor> {
  const [first, second] = [vectors.get('text_encoder'), vectors.get('text_encoder_2')]
  const named: [string, Float32Tensor | undefined][] = second
    ? [
        ['clip_l', first],
        ['clip_g', second],
      ]
    : [['emb_params', first]]
  return new Map(named.flatMap(([name, tensor]) => (tensor ? [[name, tensor] as const] : [])))
}

/** diffusers' files, one per encoder: the tensor is called as the token. */
export function diffusersTensors(
  word: string,
  vectors: EmbeddingVectors,
): Map<EmbeddingEncoder, Map<string, Float32Tensor>> {
  return new Map([...vectors].map(([encoder, tensor]) => [encoder, new Map([[word, tensor]])]))
}

/** The tensors to put into an adapter's own file, as A1111 and ComfyUI read them. */
export function bundleTensors(word: string, vectors: EmbeddingVectors): Map<string, Float32Tensor> {
  return new Map(
    [...a1111Tensors(vectors)].map(([name, tensor]) => [
      `${bundlePrefix}${word}.${name === 'emb_params' ? 'string_to_param.*' : name}`,
      tensor,
    ]),
  )
}
