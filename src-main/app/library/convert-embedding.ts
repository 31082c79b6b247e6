// A textual inversion in the spelling of other programs.
import { basename, extname } from 'node:path'
import type { Float32Tensor } from '../../base/dtype.ts'
import { AppError } from '../../base/errors.ts'
import { embeddingVectors } from '../../files/embedding-vectors.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import { writeTensorFile } from '../../files/write-tensor-file.ts'
import { a1111Tensors, diffusersTensors, findEmbeddings } from '../../text/embeddings.ts'

export const embeddingForms = ['a1111', 'diffusers'] as const
export type EmbeddingForm = (typeof embeddingForms)[number]

export type EmbeddingConversion = {
  readonly input: string
  readonly output: string
  readonly to: EmbeddingForm
  /** Which word of the file, and in diffusers' files what it is called; null for the only one. */
  readonly word: string | null
}

/**
 * Returns the files written: diffusers keeps the second text encoder's vectors
 * in one of its own. Errors: `embedding/…`.
 */
export async function convertEmbedding({ input, output, to, word }: EmbeddingConversion): Promise<string[]> {
  const name = basename(input, extname(input))
  const file = await openTensorFile(input)
  try {
    const found = findEmbeddings(file.tensors, name)
    const chosen = found.length === 1 ? found[0] : found.find(({ token }) => token === word)
    if (!chosen)
      throw new AppError('embedding/which-word', { name, words: found.flatMap(({ token }) => token ?? []) })
    const vectors = await embeddingVectors(file, chosen)
    const token = word ?? chosen.token ?? `<${name}>`
    const files: (readonly [string, Map<string, Float32Tensor>])[] =
      to === 'a1111'
        ? [[output, a1111Tensors(vectors)]]
        : [...diffusersTensors(token, vectors)].map(([encoder, tensors]) => [
            encoder === 'text_encoder' ? output : withSuffix(output, '_2'),
            tensors,
          ])
    for (const [path, tensors] of files) await writeTensorFile(path, tensors)
    return files.map(([path]) => path)
  } finally {
    await file.close()
  }
}

function withSuffix(path: string, suffix: string): string {
  const extension = extname(path)
  return path.slice(0, path.length - extension.length) + suffix + extension
}
