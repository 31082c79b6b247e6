// The rows of the files of the model folders: how each looked when it was read last, and what it is.
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'
import type { ItemOfFile } from './find/item-file.ts'
import type { ItemIndex } from './find/item-index.ts'
import { movePaths, type MovePaths } from './moved-paths.ts'

export type FileRow = {
  path: string
  sizeBytes: number
  modifiedMs: number
  /** When the newest file that lies beside it was changed; 0 without any. */
  besideMs: number
  /** What it is, of the kinds of `contract/library-file.ts`; null for what no version of this one has read. */
  kind: string | null
  /** All that was told of that; its shape is the catalog's. */
  thing: unknown
  /** Of its table of contents: the same file elsewhere has the same. Empty where it could not be read. */
  headerHash: string
  /** Of an embedding; null for every other file. Their shape is the catalog's. */
  words: unknown
  missing: boolean
  /** Which version of Lamina's reading made what is known of it; 0 where it could not be read this time. */
  reader: number
  /** When it was found first. */
  addedAt: string
}

export type FileStampRow = Pick<
  FileRow,
  'path' | 'sizeBytes' | 'modifiedMs' | 'besideMs' | 'headerHash' | 'missing' | 'reader'
>

export type NewFile = Omit<FileRow, 'missing'> & {
  /** As the index of the library calls it, unless a model that was moved away from there is called so. */
  id: string
  /** What of it the index holds; null for what is there as an adapter or a model. */
  item: ItemOfFile | null
}

type StoredStamp = Omit<Stored, 'kind' | 'thing' | 'words' | 'added_at'>
type Stored = {
  path: string
  size_bytes: number
  modified_ms: number
  beside_ms: number
  kind: string | null
  thing: string | null
  header_hash: string
  words: string | null
  missing: number
  reader: number
  added_at: string | null
}

function stampOf(row: StoredStamp): FileStampRow {
  return {
    path: row.path,
    sizeBytes: row.size_bytes,
    modifiedMs: row.modified_ms,
    besideMs: row.beside_ms,
    headerHash: row.header_hash,
    missing: row.missing === 1,
    reader: row.reader,
  }
}

function fromStored(row: Stored): FileRow {
  return {
    ...stampOf(row),
    kind: row.kind,
    thing: row.thing === null ? null : parseStored(row.thing),
    words: row.words === null ? null : parseStored(row.words),
    addedAt: row.added_at ?? '',
  }
}

export type FileTable = {
  /** How each looked, without what it is. */
  stamps(): FileStampRow[]
  all(): FileRow[]
  /** In the order of paths, at most `count` of those that come behind this one. */
  after(path: string, count: number): FileRow[]
  byPath(path: string): FileRow | null
  /** Only embeddings. */
  withWords(): FileRow[]
  /** Inserts or replaces; all or nothing. When it was found first stays. */
  put(files: readonly NewFile[]): void
  setMissing(paths: readonly string[], missing: boolean): void
  remove(paths: readonly string[]): void
  movePaths: MovePaths
  /** Whether one of these is in the library and is neither a model nor an adapter. */
  hasOthers(paths: readonly string[]): boolean
  /** Those that could not be read this time are read again. */
  removeUnread(): void
}

/** What a file is called that lies where a model was first, which took its id along. */
export function idOfFile(usual: string, isFree: (id: string) => boolean): string {
  return isFree(usual) ? usual : `${usual}-file`
}

export function fileTable(database: Connection, index: ItemIndex): FileTable {
  const stamps = database.prepare<[], StoredStamp>(
    'select path, size_bytes, modified_ms, beside_ms, header_hash, missing, reader from files',
  )
  const all = database.prepare<[], Stored>('select * from files')
  const after = database.prepare<[string, number], Stored>(
    'select * from files where path > ? order by path limit ?',
  )
  const byPath = database.prepare<[string], Stored>('select * from files where path = ?')
  const withWords = database.prepare<[], Stored>('select * from files where words is not null')
  const put = database.prepare<[Record<string, unknown>]>(
    `insert or replace into files (path, size_bytes, modified_ms, beside_ms, kind, thing, header_hash, words, reader,
       added_at)
     values (@path, @sizeBytes, @modifiedMs, @besideMs, @kind, @thing, @headerHash, @words, @reader,
       coalesce((select added_at from files where path = @path), @addedAt))`,
  )
  const isModel = database.prepare<[string]>('select id from models where id = ?')
  const setMissing = database.prepare<[number, string]>('update files set missing = ? where path = ?')
  const remove = database.prepare<[string]>('delete from files where path = ?')
  const removeUnread = database.prepare('delete from files where reader = 0')
  const isFree = (id: string): boolean => isModel.get(id) === undefined

  /** The one that lies there already keeps its own. */
  function idAt(path: string, usual: string): string {
    return index.filesAt(path).find(isFree) ?? idOfFile(usual, isFree)
  }

  return {
    stamps: () => stamps.all().map(stampOf),
    all: () => all.all().map(fromStored),
    after: (path, count) => after.all(path, count).map(fromStored),
    byPath(path) {
      const row = byPath.get(path)
      return row === undefined ? null : fromStored(row)
    },
    withWords: () => withWords.all().map(fromStored),
    put: database.transaction((files: readonly NewFile[]) => {
      for (const { words, thing, id: usualId, item, ...file } of files) {
        put.run({
          ...file,
          thing: JSON.stringify(thing),
          words: words === null ? null : JSON.stringify(words),
        })
        const id = idAt(file.path, usualId)
        if (item !== null) index.put([{ ...item, id, addedAt: file.addedAt, usedAt: null, missing: false }])
        else if (isFree(id)) index.remove([id])
      }
    }),
    setMissing: database.transaction((paths: readonly string[], missing: boolean) => {
      for (const path of paths) {
        setMissing.run(missing ? 1 : 0, path)
        index.setMissing(index.filesAt(path), missing)
      }
    }),
    remove: database.transaction((paths: readonly string[]) => {
      for (const path of paths) {
        remove.run(path)
        index.remove(index.filesAt(path).filter(isFree))
      }
    }),
    movePaths: movePaths(database, 'files'),
    hasOthers: (paths) => paths.some((path) => index.filesAt(path).some(isFree)),
    removeUnread: () => removeUnread.run(),
  }
}
