// How prompts call the words of an embedding file: by its name, and by the token it gives itself.
import { basename, extname } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { EmbeddingWord } from '../../contract/engine.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { findEmbeddings } from '../../text/embeddings.ts'

export type KnownWord = EmbeddingWord & { readonly vectors: number }

/** Errors: those of opening, `embedding/…`. */
export async function embeddingWords(path: string): Promise<KnownWord[]> {
  const file = await openTensorFile(path)
  try {
    return wordsOf(file)
  } finally {
    await file.close()
  }
}

/** None for what is not an embedding. */
export function wordsIn(file: TensorFile): KnownWord[] {
  try {
    return wordsOf(file)
  } catch (error) {
    if (error instanceof AppError) return []
    throw error
  }
}

function wordsOf({ path, tensors }: TensorFile): KnownWord[] {
  const name = basename(path, extname(path))
  const found = findEmbeddings(tensors, name)
  return found.flatMap(({ token, vectors }, index) => {
    const names = [
      ...(found.length === 1 ? [name] : []),
      ...(token === null || token === name ? [] : [token]),
    ]
    return names.map((one) => ({ name: one, path, index, vectors }))
  })
}
