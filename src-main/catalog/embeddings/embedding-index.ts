// The words that the embeddings of the model folders teach, as they were read last; nothing is opened to ask for them.
import { basename, extname } from 'node:path'
import { z } from 'zod'
import { readStored, type StoredKind } from '../../contract/stored.ts'
import type { FileTable } from '../../database/files.ts'
import type { LibraryReader } from '../library-reader.ts'
import { firstOfEach, type KnownWord } from './embedding-words.ts'
import { isBelow } from '../../files/is-within.ts'

export type EmbeddingIndex = {
  /**
   * Each name once: of two files with one word, that of the first folder counts, and
   * there the first by path that can be read.
   */
  words(): readonly KnownWord[]
  /** Hears of the model folders. */
  reader: LibraryReader
  /** The rows were written by somebody else. */
  reread(): void
}

export const wordsKind: StoredKind<KnownWord[]> = {
  name: 'words of an embedding',
  schema: z.array(z.object({ name: z.string(), path: z.string(), index: z.number(), vectors: z.number() })),
  upgrades: [],
}

export function embeddingIndex(
  table: Pick<FileTable, 'withWords'>,
  roots: () => readonly string[],
): EmbeddingIndex {
  const byPath = new Map<string, { words: readonly KnownWord[]; missing: boolean }>()
  const unreadable = new Set<string>()
  let words: readonly KnownWord[] | null = null
  load()

  function load(): void {
    byPath.clear()
    unreadable.clear()
    for (const row of table.withWords()) {
      const { value } = readStored(wordsKind, row.words)
      if (value === null) unreadable.add(row.path)
      else byPath.set(row.path, { words: value.map(wordAt(row.path)), missing: row.missing })
    }
  }

  function gather(): readonly KnownWord[] {
    const order = roots()
    const place = (path: string): number => {
      const at = order.findIndex((root) => isBelow(path, root))
      return at === -1 ? order.length : at
    }
    const paths = [...byPath.keys()].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
    const there = paths.map((path) => byPath.get(path)!).filter(({ missing }) => !missing)
    return firstOfEach(there.flatMap((entry) => entry.words))
  }

  function mark(paths: readonly string[], missing: boolean): void {
    for (const path of paths) {
      const entry = byPath.get(path)
      if (entry !== undefined) byPath.set(path, { ...entry, missing })
    }
  }

  return {
    words: () => (words ??= gather()),
    reread() {
      words = null
      load()
    },
    reader: {
      stale: () => [...unreadable],
      take(files) {
        words = null
        for (const file of files) {
          unreadable.delete(file.path)
          if (file.words.length === 0) byPath.delete(file.path)
          else byPath.set(file.path, { words: file.words, missing: false })
        }
      },
      end(gone, back) {
        words = null
        mark(gone, true)
        mark(back, false)
      },
    },
  }
}

/** As the file is called now: it may have been moved since its words were stored, and one is called as its file is. */
export function wordAt(path: string): (word: KnownWord) => KnownWord {
  const stem = (name: string): string => basename(name, extname(name))
  return (word) => ({ ...word, path, name: word.name === stem(word.path) ? stem(path) : word.name })
}
