// Textual inversions of the model folders: every file in a folder called `embeddings`, with the words prompts call it by.
import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { KnownWord } from '../../catalog/embeddings/embedding-words.ts'
import { inEmbeddingFolder } from '../../catalog/embedding-folders.ts'
import { walkFolders } from '../../catalog/walk-folders.ts'

const extensions = new Set(['.safetensors', '.pt', '.bin'])

export type EmbeddingList = {
  /** As the folders are now. What is no embedding is passed over; of two words of one name the first counts. */
  words(): Promise<KnownWord[]>
  /** What `words` last gave, which is asked for again when that is a while ago. */
  lastWords(): KnownWord[]
}

const staleMs = 5_000

/** `read`: the words of a file, from wherever it may be opened; a failure is a file without any. */
export function embeddingList(
  folders: () => readonly string[],
  read: (path: string) => Promise<KnownWord[]>,
): EmbeddingList {
  /** Words of a file as it was when it was read; none where it is no embedding. */
  const wordsByPath = new Map<string, { stamp: string; words: KnownWord[] }>()
  let last: KnownWord[] = []
  let askedAt = 0

  async function wordsOf(path: string): Promise<KnownWord[]> {
    const facts = await stat(path).catch(() => null)
    if (facts === null) return []
    const stamp = `${facts.size} ${facts.mtimeMs}`
    const known = wordsByPath.get(path)
    if (known?.stamp === stamp) return known.words
    const words = await read(path).catch(() => [])
    wordsByPath.set(path, { stamp, words })
    return words
  }

  async function words(): Promise<KnownWord[]> {
    askedAt = Date.now()
    const byName = new Map<string, KnownWord>()
    const seen = new Set<string>()
    for (const root of folders())
      for await (const { folder } of walkFolders(root, new Set(), seen))
        for (const path of inEmbeddingFolder(folder) ? await filesOf(folder) : [])
          for (const word of await wordsOf(path)) if (!byName.has(word.name)) byName.set(word.name, word)
    last = [...byName.values()]
    return last
  }

  return {
    words,
    lastWords() {
      // A failed look leaves what is known.
      if (Date.now() - askedAt > staleMs) words().catch(() => undefined)
      return last
    },
  }
}

async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => !name.startsWith('.') && extensions.has(extname(name).toLowerCase()))
    .toSorted()
    .map((name) => join(folder, name))
}
