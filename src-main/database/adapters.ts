// The rows of the adapter files that were seen: what their headers told, their hashes, and what a person decided.
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'

export type AdapterFile = {
  /** File stem, or the folder's name where the stem says nothing. */
  name: string
  path: string
  sizeBytes: number
  modifiedMs: number
  /** When the newest file that lies beside it was changed; 0 without any. */
  besideMs: number
  /** What the catalog concluded; its shape is the catalog's. */
  facts: unknown
}

/** What a person chose; null follows the file. */
export type AdapterChoices = {
  favourite: boolean
  preferredWeight: number | null
  range: { min: number; max: number } | null
  notes: string | null
  triggerGroups: unknown
}

export type AdapterRow = AdapterFile &
  AdapterChoices & {
    id: string
    sha256: string | null
    autoV3: string | null
    blockProfile: unknown
    missing: boolean
    addedAt: string
    lastUsedAt: string | null
  }

export type AdapterTable = {
  all(): AdapterRow[]
  find(id: string): AdapterRow | null
  /** Inserts, or replaces what was known of the file (hashes and profile too); choices stay. All or nothing. */
  put(files: readonly (AdapterFile & { id: string; addedAt: string })[]): void
  /** The same file in another place: everything known of it stays. */
  move(id: string, file: AdapterFile): void
  setMissing(ids: readonly string[], missing: boolean): void
  /** Only while the file is still the one that was read. */
  setHashes(
    row: Pick<AdapterRow, 'id' | 'sizeBytes' | 'modifiedMs'>,
    sha256: string,
    autoV3: string | null,
  ): void
  setProfile(row: Pick<AdapterRow, 'id' | 'sizeBytes' | 'modifiedMs'>, profile: unknown): void
  setChoices(id: string, choices: AdapterChoices): void
  setUsed(id: string, at: string): void
}

type Stored = {
  id: string
  name: string
  path: string
  size_bytes: number
  modified_ms: number
  beside_ms: number
  facts: string
  sha256: string | null
  auto_v3: string | null
  block_profile: string | null
  missing: number
  favourite: number
  preferred_weight: number | null
  range_min: number | null
  range_max: number | null
  notes: string | null
  trigger_groups: string | null
  added_at: string
  last_used_at: string | null
}

function fromStored(row: Stored): AdapterRow {
  return {
    id: row.id,
    name: row.name,
    path: row.path,
    sizeBytes: row.size_bytes,
    modifiedMs: row.modified_ms,
    besideMs: row.beside_ms,
    facts: parseStored(row.facts),
    sha256: row.sha256,
    autoV3: row.auto_v3,
    blockProfile: row.block_profile === null ? undefined : parseStored(row.block_profile),
    missing: row.missing === 1,
    favourite: row.favourite === 1,
    preferredWeight: row.preferred_weight,
    range:
      row.range_min === null || row.range_max === null ? null : { min: row.range_min, max: row.range_max },
    notes: row.notes,
    triggerGroups: row.trigger_groups === null ? null : parseStored(row.trigger_groups),
    addedAt: row.added_at,
    lastUsedAt: row.last_used_at,
  }
}

export function adapterTable(database: Connection): AdapterTable {
  const all = database.prepare<[], Stored>('select * from adapters order by name collate nocase, path')
  const byId = database.prepare<[string], Stored>('select * from adapters where id = ?')
  const put = database.prepare<[string, string, string, number, number, number, string, string]>(
    `insert into adapters (id, name, path, size_bytes, modified_ms, beside_ms, facts, added_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set
       name = excluded.name, path = excluded.path, facts = excluded.facts, missing = 0,
       sha256 = case when size_bytes = excluded.size_bytes and modified_ms = excluded.modified_ms then sha256 end,
       auto_v3 = case when size_bytes = excluded.size_bytes and modified_ms = excluded.modified_ms then auto_v3 end,
       block_profile =
         case when size_bytes = excluded.size_bytes and modified_ms = excluded.modified_ms then block_profile end,
       size_bytes = excluded.size_bytes, modified_ms = excluded.modified_ms, beside_ms = excluded.beside_ms`,
  )
  const move = database.prepare<[string, string, number, number, string, string]>(
    `update adapters set name = ?, path = ?, modified_ms = ?, beside_ms = ?, facts = ?, missing = 0 where id = ?`,
  )
  const setMissing = database.prepare<[number, string]>('update adapters set missing = ? where id = ?')
  const same = 'where id = ? and size_bytes = ? and modified_ms = ?'
  const setHashes = database.prepare<[string, string | null, string, number, number]>(
    `update adapters set sha256 = ?, auto_v3 = ? ${same}`,
  )
  const setProfile = database.prepare<[string, string, number, number]>(
    `update adapters set block_profile = ? ${same}`,
  )
  const setChoices = database.prepare<
    [number, number | null, number | null, number | null, string | null, string | null, string]
  >(
    `update adapters set favourite = ?, preferred_weight = ?, range_min = ?, range_max = ?, notes = ?,
     trigger_groups = ? where id = ?`,
  )
  const setUsed = database.prepare<[string, string]>('update adapters set last_used_at = ? where id = ?')
  return {
    all: () => all.all().map(fromStored),
    find(id) {
      const row = byId.get(id)
      return row === undefined ? null : fromStored(row)
    },
    put: database.transaction((files: Parameters<AdapterTable['put']>[0]) => {
      for (const { id, name, path, sizeBytes, modifiedMs, besideMs, facts, addedAt } of files)
        put.run(id, name, path, sizeBytes, modifiedMs, besideMs, JSON.stringify(facts), addedAt)
    }),
    move: (id, { name, path, modifiedMs, besideMs, facts }) =>
      move.run(name, path, modifiedMs, besideMs, JSON.stringify(facts), id),
    setMissing: database.transaction((ids: readonly string[], missing: boolean) => {
      for (const id of ids) setMissing.run(missing ? 1 : 0, id)
    }),
    setHashes: ({ id, sizeBytes, modifiedMs }, sha256, autoV3) =>
      setHashes.run(sha256, autoV3, id, sizeBytes, modifiedMs),
    setProfile: ({ id, sizeBytes, modifiedMs }, profile) =>
      setProfile.run(JSON.stringify(profile), id, sizeBytes, modifiedMs),
    setChoices: (id, { favourite, preferredWeight, range, notes, triggerGroups }) =>
      setChoices.run(
        favourite ? 1 : 0,
        preferredWeight,
        range?.min ?? null,
        range?.max ?? null,
        notes,
        triggerGroups === null ? null : JSON.stringify(triggerGroups),
        id,
      ),
    setUsed: (id, at) => setUsed.run(at, id),
  }
}
