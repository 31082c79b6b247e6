// Textual inversions of the model folders: every file in a folder called `embeddings`, with the words prompts call it by.
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { EmbeddingWord } from '../../contract/engine.ts'
import { inEmbeddingFolder } from '../../catalog/embedding-folders.ts'
import { walkFolders } from '../../catalog/walk-folders.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import { findEmbeddings } from '../../text/embeddings.ts'

export type KnownWord = EmbeddingWord & { readonly vectors: number }

/** How prompts call the words of a file: by its name, and by the token it gives itself. Errors: `embedding/…`. */
export async function embeddingWords(path: string): Promise<KnownWord[]> {
  const file = await openTensorFile(path)
  try {
    const name = basename(path, extname(path))
    const found = findEmbeddings(file.tensors, name)
    return found.flatMap(({ token, vectors }, index) => {
      const names = [
        ...(found.length === 1 ? [name] : []),
        ...(token === null || token === name ? [] : [token]),
      ]
      return names.map((one) => ({ name: one, path, index, vectors }))
    })
  } finally {
    await file.close()
  }
}

const extensions = new Set(['.safetensors', '.pt', '.bin'])

export type EmbeddingList = {
  /** As the folders are now. What is no embedding is passed over; of two words of one name the first counts. */
  words(): Promise<KnownWord[]>
  /** What `words` last gave, which is asked for again when that is a while ago. */
  lastWords(): KnownWord[]
}

const staleMs = 5_000

export function embeddingList(folders: () => readonly string[]): EmbeddingList {
  /** Words of a file as it was when it was read; none where it is no embedding. */
  const read = new Map<string, { stamp: string; words: KnownWord[] }>()
  let last: KnownWord[] = []
  let askedAt = 0

  async function wordsOf(path: string): Promise<KnownWord[]> {
    const facts = await stat(path).catch(() => null)
    if (facts === null) return []
    const stamp = `${facts.size} ${facts.mtimeMs}`
    const known = read.get(path)
    if (known?.stamp === stamp) return known.words
    const words = await embeddingWords(path).catch(() => [])
    read.set(path, { stamp, words })
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
