// The rows of the adapter files that were seen: found by id, path, name and hash, written file by file.
import {
  adapterOfStored,
  type AdapterChoices,
  type AdapterFile,
  type AdapterKeys,
  type AdapterRow,
  type StoredAdapter,
} from './adapter-row.ts'
import { adapterSearch, type AdapterPage, type AdapterSearch } from './adapter-search.ts'
import type { Connection } from './connection.ts'

type FileState = Pick<AdapterRow, 'id' | 'sizeBytes' | 'modifiedMs'>

export type AdapterTable = {
  find(id: string): AdapterRow | null
  byPath(path: string): AdapterRow | null
  search(search: AdapterSearch): AdapterPage
  /** Case does not matter. Those that are there before those that are not, then the one that was there first. */
  byName(name: string): AdapterRow[]
  byAlias(alias: string): AdapterRow[]
  /** `digits`: the beginning of a SHA-256, an AutoV3, or of what a file says of itself; in the order of `byName`. */
  byHash(digits: string): AdapterRow[]
  /** Of those that are there. */
  names(): string[]
  /** Of a file that may have been elsewhere: rows of its size and contents. */
  alike(sizeBytes: number, headerHash: string): AdapterRow[]
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
  setChoices(id: string, choices: AdapterChoices & Pick<AdapterKeys, 'search'>): void
  setUsed(ids: readonly string[], at: string): void
  remove(id: string): void
}

type Named = Record<string, string | number | null>

export function adapterTable(database: Connection): AdapterTable {
  const rows = <Params extends unknown[]>(rest: string): ((...params: Params) => AdapterRow[]) => {
    const statement = database.prepare<Params, StoredAdapter>(`select * from adapters ${rest}`)
    return (...params) => statement.all(...params).map(adapterOfStored)
  }
  const best = 'order by missing, added_at, id'
  const byId = rows<[string]>('where id = ?')
  const byPath = rows<[string]>('where path = ?')
  const byName = rows<[string]>(`where name_key = ? ${best}`)
  const byAlias = rows<[string]>(`where alias = ? ${best}`)
  const byHash = rows<[Named]>(
    `where (sha256 >= @from and sha256 < @to) or (auto_v3 >= @from and auto_v3 < @to)
     or (model_hash >= @from and model_hash < @to) ${best}`,
  )
  const alike = rows<[number, string]>(`where size_bytes = ? and header_hash = ? ${best}`)
  const isUnmeasured = 'missing = 0 and refused = 0 and (sha256 is null or block_profile is null)'
  const unmeasured = rows<[number]>(`where ${isUnmeasured} order by modified_ms desc limit ?`)
  const countUnmeasured = database.prepare<[], { count: number }>(
    `select count(*) as count from adapters where ${isUnmeasured}`,
  )
  const names = database.prepare<[], { name: string }>('select name from adapters where missing = 0')
  const put = database.prepare<[Named]>(
    `insert into adapters (id, name, path, size_bytes, modified_ms, beside_ms, facts, added_at,
       name_key, sort_key, search, alias, model_hash, header_hash, refused)
     values (@id, @name, @path, @sizeBytes, @modifiedMs, @besideMs, @facts, @addedAt,
       @nameKey, @sortKey, @search, @alias, @modelHash, @headerHash, @refused)
     on conflict (id) do update set
       name = excluded.name, path = excluded.path, facts = excluded.facts, missing = 0,
       name_key = excluded.name_key, sort_key = excluded.sort_key, search = excluded.search, alias = excluded.alias,
       model_hash = excluded.model_hash, header_hash = excluded.header_hash, refused = excluded.refused,
       sha256 = case when size_bytes = excluded.size_bytes and modified_ms = excluded.modified_ms then sha256 end,
       auto_v3 = case when size_bytes = excluded.size_bytes and modified_ms = excluded.modified_ms then auto_v3 end,
       block_profile =
         case when size_bytes = excluded.size_bytes and modified_ms = excluded.modified_ms then block_profile end,
       size_bytes = excluded.size_bytes, modified_ms = excluded.modified_ms, beside_ms = excluded.beside_ms`,
  )
  const move = database.prepare<[Named]>(
    `update adapters set name = @name, path = @path, modified_ms = @modifiedMs, beside_ms = @besideMs, facts = @facts,
     name_key = @nameKey, sort_key = @sortKey, search = @search, alias = @alias, model_hash = @modelHash, header_hash = @headerHash,
     refused = @refused, missing = 0 where id = @id`,
  )
  const setMissing = database.prepare<[number, string]>('update adapters set missing = ? where id = ?')
  const same = 'where id = @id and size_bytes = @sizeBytes and modified_ms = @modifiedMs'
  const setHashes = database.prepare<[Named]>(
    `update adapters set sha256 = @sha256, auto_v3 = @autoV3 ${same}`,
  )
  const setProfile = database.prepare<[Named]>(`update adapters set block_profile = @profile ${same}`)
  const setChoices = database.prepare<[Named]>(
    `update adapters set favourite = @favourite, preferred_weight = @preferredWeight, range_min = @min,
     range_max = @max, notes = @notes, trigger_groups = @triggerGroups, search = @search where id = @id`,
  )
  const setUsed = database.prepare<[string, string]>('update adapters set last_used_at = ? where id = ?')
  const remove = database.prepare<[string]>('delete from adapters where id = ?')
  return {
    find: (id) => byId(id)[0] ?? null,
    byPath: (path) => byPath(path)[0] ?? null,
    search: adapterSearch(database),
    byName: (name) => byName(name.toLowerCase()),
    byAlias: (alias) => byAlias(alias.toLowerCase()),
    byHash: (digits) => byHash({ from: digits, to: `${digits}g` }),
    names: () => names.all().map(({ name }) => name),
    alike,
    unmeasured,
    countUnmeasured: () => countUnmeasured.get()?.count ?? 0,
    put: database.transaction((files: Parameters<AdapterTable['put']>[0]) => {
      for (const { facts, refused, ...file } of files)
        put.run({ ...file, facts: JSON.stringify(facts), refused: refused ? 1 : 0 })
    }),
    move: (id, { facts, refused, ...file }) =>
      move.run({ ...file, id, facts: JSON.stringify(facts), refused: refused ? 1 : 0 }),
    setMissing: database.transaction((ids: readonly string[], missing: boolean) => {
      for (const id of ids) setMissing.run(missing ? 1 : 0, id)
    }),
    setHashes: ({ id, sizeBytes, modifiedMs }, sha256, autoV3) =>
      setHashes.run({ id, sizeBytes, modifiedMs, sha256, autoV3 }),
    setProfile: ({ id, sizeBytes, modifiedMs }, profile) =>
      setProfile.run({ id, sizeBytes, modifiedMs, profile: JSON.stringify(profile) }),
    setChoices: (id, { favourite, preferredWeight, range, notes, triggerGroups, search }) =>
      setChoices.run({
        id,
        favourite: favourite ? 1 : 0,
        preferredWeight,
        min: range?.min ?? null,
        max: range?.max ?? null,
        notes,
        triggerGroups: triggerGroups === null ? null : JSON.stringify(triggerGroups),
        search,
      }),
    setUsed: database.transaction((ids: readonly string[], at: string) => {
      for (const id of ids) setUsed.run(at, id)
    }),
    remove: (id) => remove.run(id),
  }
}
