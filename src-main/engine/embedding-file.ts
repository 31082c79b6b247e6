// Vectors of learned words, read from their own file or from an adapter's.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { BundledEmbedding } from '../adapters/adapter.ts'
import type { Float32Tensor } from '../base/dtype.ts'
import { AppError } from '../base/errors.ts'
import type { EmbeddingWord } from '../contract/engine.ts'
import { openTensorFile } from '../files/open-tensor-file.ts'
import type { TensorFile } from '../formats/tensor-file.ts'
import {
  bundledTable,
  findEmbeddings,
  type EmbeddingEncoder,
  type EmbeddingShape,
  type EmbeddingVectors,
} from '../text/embeddings.ts'

export type ReadEmbedding = { readonly vectors: EmbeddingVectors; readonly sha256?: string }

/** Errors: those of opening, and `embedding/…`. */
export async function readEmbeddingWord({ name, path, index }: EmbeddingWord): Promise<ReadEmbedding> {
  const file = await openTensorFile(path)
  try {
    const shape = findEmbeddings(file.tensors, name)[index]
    if (!shape) throw new AppError('embedding/not-an-embedding', `"${name}" is no longer in its file.`)
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    return { vectors: await readVectors(file, shape, (tensor) => tensor), sha256 }
  } finally {
    await file.close()
  }
}

/** The word an adapter brings along. */
export async function readBundledWord(
  file: TensorFile,
  { name, tensors }: BundledEmbedding,
): Promise<ReadEmbedding> {
  const table = bundledTable(name, tensors, file.tensors)
  const [shape] = findEmbeddings(table, name)
  return { vectors: await readVectors(file, shape!, (tensor) => table.get(tensor)?.tensor ?? tensor) }
}

async function readVectors(
  file: TensorFile,
  { parts, vectors }: EmbeddingShape,
  stored: (tensor: string) => string,
): Promise<EmbeddingVectors> {
  const read = new Map<EmbeddingEncoder, Float32Tensor>()
  for (const [encoder, { tensor, width }] of parts)
    read.set(encoder, { dtype: 'f32', shape: [vectors, width], data: await file.read(stored(tensor)) })
  return read
}
