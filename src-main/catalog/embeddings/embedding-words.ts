// How prompts call the words of an embedding file: by its name, and by the token it gives itself.
import { basename, extname } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { EmbeddingWord } from '../../contract/engine.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { findEmbeddings } from '../../text/embeddings.ts'

/** `vectors`: how many it stands for; 0 where its file cannot be read, which whoever uses it is told. */
export type KnownWord = EmbeddingWord & { readonly vectors: number }

/** What a file is called by that was meant as an embedding and cannot be read: a prompt that names it is to say so. */
export function unreadableWord(path: string): KnownWord {
  return { name: basename(path, extname(path)), path, index: 0, vectors: 0 }
}

/** Errors: those of opening, `embedding/…`. */
export async function embeddingWords(path: string): Promise<KnownWord[]> {
  const file = await openTensorFile(path)
  try {
    return wordsOf(file)
  } finally {
    await file.close()
  }
}

/** Of a file that was meant as an embedding. */
export function wordsIn(file: TensorFile): KnownWord[] {
  try {
    return wordsOf(file)
  } catch (error) {
    if (error instanceof AppError) return [unreadableWord(file.path)]
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

/** Each name once: a word that can be read before one that cannot, else the first. */
export function firstOfEach(words: Iterable<KnownWord>): KnownWord[] {
  const byName = new Map<string, KnownWord>()
  for (const word of words) {
    const known = byName.get(word.name)
    if (known === undefined || (known.vectors === 0 && word.vectors > 0)) byName.set(word.name, word)
  }
  return [...byName.values()]
}
