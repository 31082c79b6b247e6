// Vectors of learned words, read from their own file or from an adapter's.
import type { BundledEmbedding } from '../../adapters/reading/adapter.ts'
import { AppError } from '../../base/errors.ts'
import type { EmbeddingWord } from '../../contract/engine.ts'
import { embeddingVectors } from '../../files/embedding-vectors.ts'
import { hashFile } from '../../files/hashes.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { bundledTable, findEmbeddings, type EmbeddingVectors } from '../../text/embeddings.ts'

export type ReadEmbedding = { readonly vectors: EmbeddingVectors; readonly sha256?: string }

/** Errors: those of opening, and `embedding/…`. */
export async function readEmbeddingWord({ name, path, index }: EmbeddingWord): Promise<ReadEmbedding> {
  const file = await openTensorFile(path)
  try {
    const shape = findEmbeddings(file.tensors, name)[index]
    if (!shape) throw new AppError('embedding/word-gone', { name })
    const { sha256 } = await hashFile(path)
    return { vectors: await embeddingVectors(file, shape), sha256 }
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
  const stored = { read: (tensor: string) => file.read(table.get(tensor)?.tensor ?? tensor) }
  return { vectors: await embeddingVectors(stored, shape!) }
}
