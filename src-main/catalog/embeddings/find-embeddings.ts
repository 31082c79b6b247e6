// The words of embeddings in folders that belong to no library: the command line looks for them beside a model.
import { AppError } from '../../base/errors.ts'
import { embeddingEndings, meantAsEmbedding } from '../embedding-folders.ts'
import { walkFolders } from '../folders/walk-folders.ts'
import { embeddingWords, firstOfEach, unreadableWord, type KnownWord } from './embedding-words.ts'

/** A file that cannot be read has its own name for a word, so that a prompt with it is told. */
export async function findEmbeddingWords(roots: readonly string[]): Promise<KnownWord[]> {
  const words: KnownWord[] = []
  const seen = new Set<string>()
  for (const root of roots)
    for await (const { files } of walkFolders(root, embeddingEndings, seen))
      for (const { path } of files) {
        if (!meantAsEmbedding(path)) continue
        const found = await embeddingWords(path).catch((error: unknown) => {
          if (error instanceof AppError) return [unreadableWord(path)]
          throw error
        })
        words.push(...found)
      }
  return firstOfEach(words)
}
