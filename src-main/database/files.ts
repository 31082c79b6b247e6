// The rows of the files of the model folders: how each looked when it was read last, and the words it teaches.
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'

export type FileRow = {
  path: string
  sizeBytes: number
  modifiedMs: number
  /** When the newest file that lies beside it was changed; 0 without any. */
  besideMs: number
  /** Of an embedding; null for every other file. Their shape is the catalog's. */
  words: unknown
  missing: boolean
  /** Which version of Lamina's reading made what is known of it; 0 where it could not be read this time. */
  reader: number
}

type Stored = {
  path: string
  size_bytes: number
  modified_ms: number
  beside_ms: number
  words: string | null
  missing: number
  reader: number
}

function fromStored(row: Stored): FileRow {
  return {
    path: row.path,
    sizeBytes: row.size_bytes,
    modifiedMs: row.modified_ms,
    besideMs: row.beside_ms,
    words: row.words === null ? null : parseStored(row.words),
    missing: row.missing === 1,
    reader: row.reader,
  }
}

export type FileTable = {
  all(): FileRow[]
  /** Only embeddings. */
  withWords(): FileRow[]
  /** Inserts or replaces; all or nothing. */
  put(files: readonly Omit<FileRow, 'missing'>[]): void
  setMissing(paths: readonly string[], missing: boolean): void
  remove(paths: readonly string[]): void
  /** Those that could not be read this time are read again. */
  removeUnread(): void
}

export function fileTable(database: Connection): FileTable {
  const all = database.prepare<[], Stored>('select * from files')
  const withWords = database.prepare<[], Stored>('select * from files where words is not null')
  const put = database.prepare<[Record<string, unknown>]>(
    `insert or replace into files (path, size_bytes, modified_ms, beside_ms, words, reader)
     values (@path, @sizeBytes, @modifiedMs, @besideMs, @words, @reader)`,
  )
  const setMissing = database.prepare<[number, string]>('update files set missing = ? where path = ?')
  const remove = database.prepare<[string]>('delete from files where path = ?')
  const removeUnread = database.prepare('delete from files where reader = 0')
  return {
    all: () => all.all().map(fromStored),
    withWords: () => withWords.all().map(fromStored),
    put: database.transaction((files: Parameters<FileTable['put']>[0]) => {
      for (const { words, ...file } of files)
        put.run({ ...file, words: words === null ? null : JSON.stringify(words) })
    }),
    setMissing: database.transaction((paths: readonly string[], missing: boolean) => {
      for (const path of paths) setMissing.run(missing ? 1 : 0, path)
    }),
    remove: database.transaction((paths: readonly string[]) => {
      for (const path of paths) remove.run(path)
    }),
    removeUnread: () => removeUnread.run(),
  }
}
