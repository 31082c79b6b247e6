// The hashes of files that were read to their end, with how each file looked then.
import type { FileStamp } from '../contract/artefact.ts'
import type { Connection } from './connection.ts'
import { movePaths, type MovePaths } from './moved-paths.ts'

export type HashedFile = FileStamp & {
  readonly path: string
  readonly sha256: string
  /** Of a safetensors file: what follows its header. */
  readonly autoV3: string | null
}

type Stored = {
  path: string
  size_bytes: number
  modified_ms: number
  changed_ms: number
  sha256: string
  auto_v3: string | null
}

export type HashedFileTable = {
  find(path: string): HashedFile | null
  put(file: HashedFile): void
  movePaths: MovePaths
  /** Its name was the last that changed, by us: what looked so before looks so now. */
  renamed(path: string, changedMs: number, changedNowMs: number): void
}

export function hashedFileTable(database: Connection): HashedFileTable {
  const byPath = database.prepare<[string], Stored>('select * from hashed_files where path = ?')
  const put = database.prepare<[Record<keyof HashedFile, string | number | null>]>(
    `insert or replace into hashed_files (path, size_bytes, modified_ms, changed_ms, sha256, auto_v3)
     values (@path, @sizeBytes, @modifiedMs, @changedMs, @sha256, @autoV3)`,
  )
  const renamed = database.prepare<[number, string, number]>(
    'update hashed_files set changed_ms = ? where path = ? and changed_ms = ?',
  )
  return {
    movePaths: movePaths(database, 'hashed_files'),
    renamed: (path, changedMs, changedNowMs) => renamed.run(changedNowMs, path, changedMs),
    find(path) {
      const row = byPath.get(path)
      if (row === undefined) return null
      return {
        path,
        sizeBytes: row.size_bytes,
        modifiedMs: row.modified_ms,
        changedMs: row.changed_ms,
        sha256: row.sha256,
        autoV3: row.auto_v3,
      }
    },
    put({ path, sizeBytes, modifiedMs, changedMs, sha256, autoV3 }) {
      put.run({ path, sizeBytes, modifiedMs, changedMs, sha256, autoV3 })
    },
  }
}
