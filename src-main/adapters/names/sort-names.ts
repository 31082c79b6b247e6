// The names of an adapter file, sorted before any base is known: factors by the module they speak of, and the rest.
import type { BundledEmbedding } from '../reading/adapter.ts'
import { plainPath, splitProcessorName } from './attention-processors.ts'
import { splitSuffix, type IdleReason, type Part, type SplitName } from './suffixes.ts'

/** All that is needed of a file to say what it is; a `TensorFile` is one. */
export type AdapterTable = {
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>
  readonly metadata: ReadonlyMap<string, string>
}

/** `stem` as written; `path` without wrappers, the name that is looked up. */
export type NamedFactor = {
  readonly tensor: string
  readonly stem: string
  readonly path: string
  readonly part: Part
}

/** A factor that only says the how-manieth layer it belongs to. */
export type IndexedFactor = {
  readonly tensor: string
  /** Null where the file is a bare list. */
  readonly component: 'unet' | 'text_encoder' | null
  readonly index: number
  readonly part: 'down' | 'up'
}

export type SortedNames = {
  readonly factors: readonly NamedFactor[]
  readonly indexed: readonly IndexedFactor[]
  readonly embeddings: readonly BundledEmbedding[]
  /** Known tensors that do nothing, and why. */
  readonly idle: readonly { readonly tensor: string; readonly stem: string; readonly reason: IdleReason }[]
  /** Names that follow no pattern of an adapter. */
  readonly unknown: readonly string[]
}

/** No module has a longer name; a longer one is an attack. */
const longestName = 1000

/** A file is asked several times on the way to what it is. Those whose metadata names no vectors. */
const sorted = new WeakMap<AdapterTable['tensors'], SortedNames>()

export function sortNames(table: AdapterTable): SortedNames {
  const { tensors, metadata } = table
  for (const tensor of tensors.keys()) if (isVector(tensor, metadata)) return sortAll(table)
  const known = sorted.get(tensors) ?? sortAll(table)
  sorted.set(tensors, known)
  return known
}

function sortAll({ tensors, metadata }: AdapterTable): SortedNames {
  const factors: NamedFactor[] = []
  const indexed: IndexedFactor[] = []
  const embeddings = new Map<string, string[]>()
  const idle: { tensor: string; stem: string; reason: IdleReason }[] = []
  const unknown: string[] = []
  const list = isList(tensors)
  for (const tensor of tensors.keys()) {
    const embedding = embeddingName(tensor, metadata)
    const byIndex = list ? listItem(tensor) : indexedFactor(tensor)
    if (embedding !== null) bundle(embedding, tensor)
    else if (byIndex !== null) indexed.push(byIndex)
    else sortByName(tensor)
  }
  return {
    factors,
    indexed,
    embeddings: [...embeddings].map(([name, parts]) => ({ name, tensors: parts })),
    idle,
    unknown,
  }

  function bundle(name: string, tensor: string): void {
    const parts = embeddings.get(name)
    if (parts === undefined) embeddings.set(name, [tensor])
    else parts.push(tensor)
  }

  function sortByName(tensor: string): void {
    const split: SplitName | null =
      tensor.length > longestName ? null : (splitProcessorName(tensor) ?? splitSuffix(tensor))
    if (split === null) unknown.push(tensor)
    else if (split.part === null) idle.push({ tensor, stem: split.stem, reason: split.reason })
    else factors.push({ tensor, stem: split.stem, path: plainPath(split.stem), part: split.part })
  }
}

const bundlePrefix = 'bundle_emb.'

/** As cloneofsimo's trainer says of the vectors beside the factors. */
function isVector(tensor: string, metadata: AdapterTable['metadata']): boolean {
  return metadata.get(tensor) === '<embed>'
}

/** The token of a learned vector: `bundle_emb.<token>.…`, or cloneofsimo's tensor named by the token itself. */
function embeddingName(tensor: string, metadata: ReadonlyMap<string, string>): string | null {
  if (isVector(tensor, metadata)) return tensor
  if (!tensor.startsWith(bundlePrefix)) return null
  const end = tensor.indexOf('.', bundlePrefix.length)
  return end <= bundlePrefix.length ? null : tensor.slice(bundlePrefix.length, end)
}

function indexedFactor(tensor: string): IndexedFactor | null {
  const match = /^(unet|text_encoder):(\d{1,4}):(up|down)$/.exec(tensor)
  if (match === null) return null
  const [, component, index, part] = match
  return { tensor, component: component as 'unet', index: Number(index), part: part as 'up' }
}

/** cloneofsimo's `.pt` files: [up, down, up, down, …], whose items are named by their places. */
function isList(tensors: AdapterTable['tensors']): boolean {
  return tensors.has('0') && tensors.has('1') && [...tensors.keys()].every((name) => /^\d{1,4}$/.test(name))
}

function listItem(tensor: string): IndexedFactor {
  const place = Number(tensor)
  return { tensor, component: null, index: Math.floor(place / 2), part: place % 2 === 0 ? 'up' : 'down' }
}
