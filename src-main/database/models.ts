// The rows of the checkpoints and VAE files that were seen, with what reading their header told.
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'

export type ModelRow = {
  id: string
  path: string
  sizeBytes: number
  modifiedMs: number
  /** What the catalog concluded; its shape is the catalog's. */
  inspection: unknown
  missing: boolean
  sha256: string | null
}

type Stored = {
  id: string
  path: string
  size_bytes: number
  modified_ms: number
  inspection: string
  missing: number
  sha256: string | null
}

function fromStored(row: Stored): ModelRow {
  return {
    id: row.id,
    path: row.path,
    sizeBytes: row.size_bytes,
    modifiedMs: row.modified_ms,
    inspection: parseStored(row.inspection),
    missing: row.missing === 1,
    sha256: row.sha256,
  }
}

type NewModel = Omit<ModelRow, 'missing' | 'sha256'>

export type ModelTable = {
  all(): ModelRow[]
  find(id: string): ModelRow | null
  /** Replaces what was known of the path, its hash included. */
  put(model: NewModel): void
  setMissing(id: string, missing: boolean): void
  /** Only while the file is still the one that was hashed. */
  setHash(id: string, sizeBytes: number, modifiedMs: number, sha256: string): void
  remove(id: string): void
}

export function modelTable(database: Connection): ModelTable {
  const all = database.prepare<[], Stored>('select * from models order by path')
  const byId = database.prepare<[string], Stored>('select * from models where id = ?')
  const put = database.prepare<[NewModel & { inspection: string }]>(
    `insert or replace into models (id, path, size_bytes, modified_ms, inspection)
     values (@id, @path, @sizeBytes, @modifiedMs, @inspection)`,
  )
  const setMissing = database.prepare<[number, string]>('update models set missing = ? where id = ?')
  const setHash = database.prepare<[Pick<ModelRow, 'id' | 'sizeBytes' | 'modifiedMs'> & { sha256: string }]>(
    'update models set sha256 = @sha256 where id = @id and size_bytes = @sizeBytes and modified_ms = @modifiedMs',
  )
  const remove = database.prepare<[string]>('delete from models where id = ?')

  return {
    all: () => all.all().map(fromStored),
    find(id) {
      const row = byId.get(id)
      return row === undefined ? null : fromStored(row)
    },
    put: (model) => put.run({ ...model, inspection: JSON.stringify(model.inspection) }),
    setMissing: (id, missing) => setMissing.run(missing ? 1 : 0, id),
    setHash: (id, sizeBytes, modifiedMs, sha256) => setHash.run({ id, sizeBytes, modifiedMs, sha256 }),
    remove: (id) => remove.run(id),
  }
}
