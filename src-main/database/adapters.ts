// The rows of the adapter files that were seen: found by id, path, name and hash, written file by file.
import {
  adapterOfStored,
  type AdapterFile,
  type AdapterKeys,
  type AdapterRow,
  type StoredAdapter,
} from './adapter-row.ts'
import { given, type Connection } from './connection.ts'
import type { ChoiceTable } from './find/choices.ts'
import type { ItemIndex } from './find/item-index.ts'
import { movePaths, type MovePaths } from './moved-paths.ts'

type FileState = Pick<AdapterRow, 'id' | 'sizeBytes' | 'modifiedMs'>

/** What tells whether a file that has come may be it. */
export type MissingAdapter = Pick<AdapterRow, 'id' | 'sizeBytes' | 'headerHash'>

export type AdapterTable = {
  find(id: string): AdapterRow | null
  byPath(path: string): AdapterRow | null
  /** Case does not matter. Those that are there before those that are not, then the one that was there first. */
  byName(name: string): AdapterRow[]
  byAlias(alias: string): AdapterRow[]
  /** `digits`: the beginning of a SHA-256, an AutoV3, or of what a file says of itself; in the order of `byName`. */
  byHash(digits: string): AdapterRow[]
  /** Of those that are there. */
  names(): string[]
  /** Of all, missing ones too. */
  paths(): string[]
  /** A piece of all, in the order of their ids, behind the one that was last; empty at the end. */
  after(id: string, limit: number): AdapterRow[]
  /** Those that are not there. */
  missing(): MissingAdapter[]
  /** Without a hash or a block profile; the newest first. */
  unmeasured(limit: number): AdapterRow[]
  countUnmeasured(): number
  /** Inserts, or replaces what was known of the file (hashes and profile too); choices stay. All or nothing. */
  put(files: readonly (AdapterFile & AdapterKeys & { id: string; addedAt: string })[]): void
  /** The same file in another place: everything known of it stays. */
  move(id: string, file: AdapterFile & AdapterKeys): void
  setMissing(ids: readonly string[], missing: boolean): void
  /** Only while the file is still the one that was read. */
  setHashes(row: FileState, sha256: string, autoV3: string | null): void
  setProfile(row: FileState, profile: unknown): void
  setUsed(ids: readonly string[], at: string): void
  remove(id: string): void
  movePaths: MovePaths
}

type Named = Record<string, string | number | null>

export function adapterTable(
  database: Connection,
  index: ItemIndex,
  choices: Pick<ChoiceTable, 'claim'>,
): AdapterTable {
  const rows = <Params extends unknown[]>(rest: string): ((...params: Params) => AdapterRow[]) => {
    const statement = database.prepare<Params, StoredAdapter>(`select * from adapter_rows ${rest}`)
    return (...params) => statement.all(...params).map(adapterOfStored)
  }
  const best = 'order by missing, added_at, id'
  const byId = rows<[string]>(`where id = ${given()}`)
  const byPath = rows<[string]>(`where path = ${given()}`)
  const byName = rows<[string]>(`where name_key = ${given()} ${best}`)
  const byAlias = rows<[string]>(`where alias = ${given()} ${best}`)
  const byHash = rows<[Named]>(
    `where (sha256 >= @from and sha256 < @to) or (auto_v3 >= @from and auto_v3 < @to)
     or (model_hash >= @from and model_hash < @to) ${best}`,
  )
  const after = rows<[string, number]>('where id > ? order by id limit ?')
  const missing = database.prepare<[], MissingAdapter>(
    'select id, size_bytes as sizeBytes, header_hash as headerHash from adapters where missing = 1 order by added_at, id',
  )
  const isUnmeasured = 'missing = 0 and refused = 0 and (sha256 is null or block_profile is null)'
  const unmeasured = rows<[number]>(`where ${isUnmeasured} order by modified_ms desc limit ?`)
  const countUnmeasured = database.prepare<[], { count: number }>(
    `select count(*) as count from adapters where ${isUnmeasured}`,
  )
  const names = database.prepare<[], { name: string }>('select name from adapters where missing = 0')
  const paths = database.prepare<[], { path: string }>('select path from adapters')
  const put = database.prepare<[Named]>(
    `insert into adapters (id, name, path, size_bytes, modified_ms, beside_ms, facts, added_at,
       name_key, sort_key, alias, model_hash, header_hash, refused)
     values (@id, @name, @path, @sizeBytes, @modifiedMs, @besideMs, @facts, @addedAt,
       @nameKey, @sortKey, @alias, @modelHash, @headerHash, @refused)
     on conflict (id) do update set
       name = excluded.name, path = excluded.path, facts = excluded.facts, missing = 0,
       name_key = excluded.name_key, sort_key = excluded.sort_key, alias = excluded.alias,
       model_hash = excluded.model_hash, header_hash = excluded.header_hash, refused = excluded.refused,
       sha256 = case when size_bytes = excluded.size_bytes and modified_ms = excluded.modified_ms then sha256 end,
       auto_v3 = case when size_bytes = excluded.size_bytes and modified_ms = excluded.modified_ms then auto_v3 end,
       block_profile =
         case when size_bytes = excluded.size_bytes and modified_ms = excluded.modified_ms then block_profile end,
       size_bytes = excluded.size_bytes, modified_ms = excluded.modified_ms, beside_ms = excluded.beside_ms`,
  )
  const move = database.prepare<[Named]>(
    `update adapters set name = @name, path = @path, modified_ms = @modifiedMs, beside_ms = @besideMs, facts = @facts,
     name_key = @nameKey, sort_key = @sortKey, alias = @alias, model_hash = @modelHash, header_hash = @headerHash,
     refused = @refused, missing = 0 where id = @id`,
  )
  const setMissing = database.prepare<[number, string]>('update adapters set missing = ? where id = ?')
  const same = 'where id = @id and size_bytes = @sizeBytes and modified_ms = @modifiedMs'
  const setHashes = database.prepare<[Named]>(
    `update adapters set sha256 = @sha256, auto_v3 = @autoV3 ${same}`,
  )
  const setProfile = database.prepare<[Named]>(`update adapters set block_profile = @profile ${same}`)
  const setUsed = database.prepare<[string, string]>('update adapters set last_used_at = ? where id = ?')
  const remove = database.prepare<[string]>('delete from adapters where id = ?')
  return {
    find: (id) => byId(id)[0] ?? null,
    byPath: (path) => byPath(path)[0] ?? null,
    byName: (name) => byName(name.toLowerCase()),
    byAlias: (alias) => byAlias(alias.toLowerCase()),
    byHash: (digits) => byHash({ from: digits, to: `${digits}g` }),
    names: () => names.all().map(({ name }) => name),
    missing: () => missing.all(),
    unmeasured,
    countUnmeasured: () => countUnmeasured.get()?.count ?? 0,
    paths: () => paths.all().map(({ path }) => path),
    after,
    put: database.transaction((files: Parameters<AdapterTable['put']>[0]) => {
      for (const { facts, refused, item: _, ...file } of files)
        put.run({ ...file, facts: JSON.stringify(facts), refused: refused ? 1 : 0 })
      index.put(
        files.map(({ id, addedAt, item }) => ({ ...item, id, addedAt, usedAt: null, missing: false })),
      )
    }),
    move: database.transaction(
      (id: string, { facts, refused, item, ...file }: Parameters<AdapterTable['move']>[1]) => {
        move.run({ ...file, id, facts: JSON.stringify(facts), refused: refused ? 1 : 0 })
        index.put([{ ...item, id, addedAt: '', usedAt: null, missing: false }])
      },
    ),
    setMissing: database.transaction((ids: readonly string[], missing: boolean) => {
      for (const id of ids) setMissing.run(missing ? 1 : 0, id)
      index.setMissing(ids, missing)
    }),
    setHashes: database.transaction((row: FileState, sha256: string, autoV3: string | null) => {
      const { id, sizeBytes, modifiedMs } = row
      setHashes.run({ id, sizeBytes, modifiedMs, sha256, autoV3 })
      if (byId(id)[0]?.sha256 === sha256) choices.claim(id, sha256)
    }),
    setProfile: ({ id, sizeBytes, modifiedMs }, profile) =>
      setProfile.run({ id, sizeBytes, modifiedMs, profile: JSON.stringify(profile) }),
    setUsed: database.transaction((ids: readonly string[], at: string) => {
      for (const id of ids) setUsed.run(at, id)
      index.setUsed(ids, at)
    }),
    remove: database.transaction((id: string) => {
      remove.run(id)
      index.remove([id])
    }),
    movePaths: movePaths(database, 'adapters'),
  }
}
