// The rows of the checkpoints and VAE files that were seen, with what reading their header told.
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'
import type { ChoiceTable } from './find/choices.ts'
import type { ItemOfFile } from './find/item-file.ts'
import type { ItemIndex } from './find/item-index.ts'
import { movePaths, type MovePaths } from './moved-paths.ts'

export type ModelRow = {
  id: string
  path: string
  sizeBytes: number
  modifiedMs: number
  /** What the catalog concluded; its shape is the catalog's. */
  inspection: unknown
  missing: boolean
  sha256: string | null
  /** When it was found first, and when a picture was asked of it last. */
  addedAt: string
  lastUsedAt: string | null
}

type Stored = {
  id: string
  path: string
  size_bytes: number
  modified_ms: number
  inspection: string
  missing: number
  sha256: string | null
  added_at: string | null
  last_used_at: string | null
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
    addedAt: row.added_at ?? '',
    lastUsedAt: row.last_used_at,
  }
}

type NewModel = Omit<ModelRow, 'missing' | 'sha256' | 'lastUsedAt'> & {
  /** What of it the index of the library holds. */
  item: ItemOfFile
}

export type ModelTable = {
  all(): ModelRow[]
  find(id: string): ModelRow | null
  byPath(path: string): ModelRow | null
  /** Replaces what was known of the path, its hash included; when it was found and used stays. */
  put(model: NewModel): void
  /** The same file in another place: when it was found and used stays; its hash is `sha256`. */
  move(model: Omit<NewModel, 'addedAt'> & { sha256: string | null }): void
  setMissing(id: string, missing: boolean): void
  /** Only while the file is still the one that was hashed. */
  setHash(id: string, sizeBytes: number, modifiedMs: number, sha256: string): void
  setUsed(ids: readonly string[], at: string): void
  remove(id: string): void
  movePaths: MovePaths
  setMissingAt(path: string, missing: boolean): void
}

export function modelTable(
  database: Connection,
  index: ItemIndex,
  choices: Pick<ChoiceTable, 'claim'>,
): ModelTable {
  const all = database.prepare<[], Stored>('select * from models order by path')
  const byId = database.prepare<[string], Stored>('select * from models where id = ?')
  const byPath = database.prepare<[string], Stored>('select * from models where path = ?')
  const put = database.prepare<[Omit<NewModel, 'item'> & { inspection: string }]>(
    `insert into models (id, path, size_bytes, modified_ms, inspection, added_at)
     values (@id, @path, @sizeBytes, @modifiedMs, @inspection, @addedAt)
     on conflict (id) do update set path = excluded.path, size_bytes = excluded.size_bytes,
       modified_ms = excluded.modified_ms, inspection = excluded.inspection, missing = 0, sha256 = null`,
  )
  const move = database.prepare<[Omit<NewModel, 'item' | 'addedAt'> & { inspection: string }]>(
    `update models set path = @path, size_bytes = @sizeBytes, modified_ms = @modifiedMs, inspection = @inspection,
       missing = 0, sha256 = null where id = @id`,
  )
  const setUsed = database.prepare<[string, string]>('update models set last_used_at = ? where id = ?')
  const setMissing = database.prepare<[number, string]>('update models set missing = ? where id = ?')
  const setHash = database.prepare<[Pick<ModelRow, 'id' | 'sizeBytes' | 'modifiedMs'> & { sha256: string }]>(
    'update models set sha256 = @sha256 where id = @id and size_bytes = @sizeBytes and modified_ms = @modifiedMs',
  )
  const setMissingAt = database.prepare<[number, string]>('update models set missing = ? where path = ?')
  const remove = database.prepare<[string]>('delete from models where id = ?')

  function proven(row: Pick<ModelRow, 'id' | 'sizeBytes' | 'modifiedMs'> & { sha256: string }): void {
    setHash.run(row)
    if (byId.get(row.id)?.sha256 === row.sha256) choices.claim(row.id, row.sha256)
  }

  return {
    all: () => all.all().map(fromStored),
    find(id) {
      const row = byId.get(id)
      return row === undefined ? null : fromStored(row)
    },
    byPath(path) {
      const row = byPath.get(path)
      return row === undefined ? null : fromStored(row)
    },
    put: database.transaction(({ item, ...model }: NewModel) => {
      put.run({ ...model, inspection: JSON.stringify(model.inspection) })
      index.put([{ ...item, id: model.id, addedAt: model.addedAt, usedAt: null, missing: false }])
    }),
    move: database.transaction(({ item, sha256, ...model }: Parameters<ModelTable['move']>[0]) => {
      move.run({ ...model, inspection: JSON.stringify(model.inspection) })
      index.put([{ ...item, id: model.id, addedAt: '', usedAt: null, missing: false }])
      const { id, sizeBytes, modifiedMs } = model
      if (sha256 !== null) proven({ id, sizeBytes, modifiedMs, sha256 })
    }),
    setMissing: database.transaction((id: string, missing: boolean) => {
      setMissing.run(missing ? 1 : 0, id)
      index.setMissing([id], missing)
    }),
    setHash: database.transaction((id: string, sizeBytes: number, modifiedMs: number, sha256: string) =>
      proven({ id, sizeBytes, modifiedMs, sha256 }),
    ),
    setUsed: database.transaction((ids: readonly string[], at: string) => {
      for (const id of ids) setUsed.run(at, id)
      index.setUsed(ids, at)
    }),
    remove: database.transaction((id: string) => {
      remove.run(id)
      index.remove([id])
    }),
    movePaths: movePaths(database, 'models'),
    setMissingAt: (path, missing) => setMissingAt.run(missing ? 1 : 0, path),
  }
}
