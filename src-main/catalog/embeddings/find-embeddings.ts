// The words of embeddings in folders that belong to no library: the command line looks for them beside a model.
import { dirname } from 'node:path'
import { inEmbeddingFolder } from '../embedding-folders.ts'
import { walkFolders } from '../folders/walk-folders.ts'
import { embeddingWords, type KnownWord } from './embedding-words.ts'

export const embeddingEndings: ReadonlySet<string> = new Set(['.safetensors', '.pt', '.bin'])

/** What is not an embedding is passed over; of two words of one name the first counts. */
export async function findEmbeddingWords(roots: readonly string[]): Promise<KnownWord[]> {
  const byName = new Map<string, KnownWord>()
  const seen = new Set<string>()
  for (const root of roots)
    for await (const { files } of walkFolders(root, embeddingEndings, seen))
      for (const { path } of files) {
        if (!inEmbeddingFolder(dirname(path))) continue
        const words = await embeddingWords(path).catch(() => [])
        for (const word of words) if (!byName.has(word.name)) byName.set(word.name, word)
      }
  return [...byName.values()]
}
