// Fingerprints of what adapters do, each of the file as it was read, and the pairs of adapters that were compared.
import type { Connection } from './connection.ts'

/** An adapter file as it is now. */
export type EffectFile = { id: string; name: string; path: string; sizeBytes: number; modifiedMs: number }

export type EffectRow = {
  /** Id of its family: only adapters of one are compared. */
  family: string
  /** Null where nothing of it can be told without the base's weights. */
  direction: Uint8Array | null
  /** Whether its numbers have 8 bits. */
  isEightBit: boolean
  /** Of its training; see `TrainingOrigin`. */
  session: string | null
  place: string | null
}

/** What is known of an adapter that is there, without its direction. */
export type KnownEffect = Omit<EffectRow, 'direction'> &
  EffectFile & { sha256: string | null; autoV3: string | null }

/** `first` comes before `second` in the order of ids. */
export type EffectPair = {
  first: string
  second: string
  cosine: number | null
  strength: number | null
  reason: string | null
}

export type Direction = { id: string; direction: Uint8Array }

export type EffectTable = {
  find(id: string): EffectRow | null
  known(): KnownEffect[]
  /**
   * Those that have the tensors of another one, are in a pair that does the same or has at least that cosine, or are of a
   * session that others have.
   */
  related(least: number): KnownEffect[]
  /** One of them. */
  knownOne(id: string): KnownEffect | null
  /** Adapters that are there and have no fingerprint of this file; the newest first. */
  pending(limit: number): EffectFile[]
  countPending(): number
  /** Replaces what was found out of an earlier file, its pairs too. Only while the file is still the one that was read. */
  put(file: Omit<EffectFile, 'name' | 'path'>, row: EffectRow): void
  /** Of a family, of those that are there, in the order of ids behind `after`; `of`: those that were looked for. */
  directions(family: string, of: 'all' | 'compared', after: string, limit: number): Direction[]
  /** Those that were not looked for among all others. */
  uncompared(limit: number): { id: string; family: string }[]
  countUncompared(): number
  setCompared(ids: readonly string[]): void
  putPair(pair: EffectPair): void
  /** Of adapters that are there. */
  pairs(): EffectPair[]
  /** Those of them that do the same, or have at least that cosine. */
  nearPairs(least: number): EffectPair[]
  pairsOf(id: string): EffectPair[]
}

type Named = Record<string, string | number | null | Uint8Array>
type StoredEffect = {
  family: string
  direction: Uint8Array | null
  eight_bit: number
  session: string | null
  place: string | null
}
type StoredFile = { id: string; name: string; path: string; size_bytes: number; modified_ms: number }

/** `method`: the version of the rules by which they were made; older ones are not believed. */
export function effectTable(database: Connection, method = 1): EffectTable {
  const of = `e.adapter_id = a.id and e.size_bytes = a.size_bytes and e.modified_ms = a.modified_ms and e.method = ${method}`
  const there = `from adapters a join effects e on ${of} where a.missing = 0`
  const isPending = `from adapters a left join effects e on ${of} where a.missing = 0 and a.refused = 0 and e.adapter_id is null`
  const find = database.prepare<[string], StoredEffect>(
    `select e.* from adapters a join effects e on ${of} where a.id = ?`,
  )
  const knownRows = <Params extends unknown[]>(rest: string) =>
    database.prepare<Params, StoredEffect & StoredFile & { sha256: string | null; auto_v3: string | null }>(
      `select a.id, a.name, a.path, a.size_bytes, a.modified_ms, a.sha256, a.auto_v3,
         e.family, null as direction, e.eight_bit, e.session, e.place ${there} ${rest}`,
    )
  const known = knownRows<[]>('order by a.id')
  const related = knownRows<[number, number]>(
    `and (a.id in (select first from effect_pairs where reason is not null or cosine >= ? union all
         select second from effect_pairs where reason is not null or cosine >= ?)
       or a.auto_v3 in (select auto_v3 from adapters where missing = 0 and auto_v3 is not null
         group by auto_v3 having count(*) > 1)
       or e.session in (select session from effects where session is not null
         group by session having count(*) > 1)) order by a.id`,
  )
  const knownOne = knownRows<[string]>('and a.id = ?')
  const pending = database.prepare<[number], StoredFile>(
    `select a.id, a.name, a.path, a.size_bytes, a.modified_ms ${isPending} order by a.modified_ms desc limit ?`,
  )
  const countPending = database.prepare<[], { count: number }>(`select count(*) as count ${isPending}`)
  const put = database.prepare<[Named]>(
    `insert or replace into effects (adapter_id, size_bytes, modified_ms, method, family, direction, eight_bit,
       session, place, compared)
     select @id, @sizeBytes, @modifiedMs, ${method}, @family, @direction, @eightBit, @session, @place, 0
     where exists (select 1 from adapters where id = @id and size_bytes = @sizeBytes and modified_ms = @modifiedMs)`,
  )
  const forgetPairs = database.prepare<[string, string]>(
    'delete from effect_pairs where first = ? or second = ?',
  )
  const directions = database.prepare<[string, string, number, number], Direction>(
    `select a.id, e.direction ${there} and e.family = ? and a.id > ? and e.compared >= ? and e.direction is not null order by a.id limit ?`,
  )
  const isUncompared = `${there} and e.compared = 0 and e.direction is not null`
  const uncompared = database.prepare<[number], { id: string; family: string }>(
    `select a.id, e.family ${isUncompared} order by e.family, a.id limit ?`,
  )
  const countUncompared = database.prepare<[], { count: number }>(`select count(*) as count ${isUncompared}`)
  const setCompared = database.prepare<[string]>('update effects set compared = 1 where adapter_id = ?')
  const putPair = database.prepare<[Named]>(
    `insert or replace into effect_pairs (first, second, method, cosine, strength, reason)
     values (@first, @second, ${method}, @cosine, @strength, @reason)`,
  )
  const pairColumns = 'select p.first, p.second, p.cosine, p.strength, p.reason from effect_pairs p'
  const areThere = `p.method = ${method} and exists (select 1 from adapters where id = p.first and missing = 0)
    and exists (select 1 from adapters where id = p.second and missing = 0)`
  const pairs = database.prepare<[], EffectPair>(`${pairColumns} where ${areThere}`)
  const nearPairs = database.prepare<[number], EffectPair>(
    `${pairColumns} where (p.reason is not null or p.cosine >= ?) and ${areThere}`,
  )
  const pairsOf = database.prepare<[string, string], EffectPair>(
    `${pairColumns} where (p.first = ? or p.second = ?) and ${areThere}`,
  )
  return {
    find(id) {
      const row = find.get(id)
      return row === undefined ? null : effectOf(row)
    },
    known: () => known.all().map(knownOf),
    related: (least) => related.all(least, least).map(knownOf),
    knownOne(id) {
      const row = knownOne.get(id)
      return row === undefined ? null : knownOf(row)
    },
    pending: (limit) => pending.all(limit).map(fileOf),
    countPending: () => countPending.get()?.count ?? 0,
    put: database.transaction((file: Parameters<EffectTable['put']>[0], row: EffectRow) => {
      const { isEightBit, ...columns } = row
      const { id, sizeBytes, modifiedMs } = file
      put.run({ ...columns, id, sizeBytes, modifiedMs, eightBit: isEightBit ? 1 : 0 })
      forgetPairs.run(id, id)
    }),
    directions: (family, of, after, limit) => directions.all(family, after, of === 'compared' ? 1 : 0, limit),
    uncompared: (limit) => uncompared.all(limit),
    countUncompared: () => countUncompared.get()?.count ?? 0,
    setCompared: database.transaction((ids: readonly string[]) => {
      for (const id of ids) setCompared.run(id)
    }),
    putPair: (pair) => putPair.run(pair),
    pairs: () => pairs.all(),
    nearPairs: (least) => nearPairs.all(least),
    pairsOf: (id) => pairsOf.all(id, id),
  }
}

function effectOf(row: StoredEffect): EffectRow {
  const { family, direction, session, place } = row
  return { family, direction, isEightBit: row.eight_bit === 1, session, place }
}

function knownOf(
  row: StoredEffect & StoredFile & { sha256: string | null; auto_v3: string | null },
): KnownEffect {
  const { direction: _, ...effect } = effectOf(row)
  return { ...effect, ...fileOf(row), sha256: row.sha256, autoV3: row.auto_v3 }
}

function fileOf({ id, name, path, size_bytes, modified_ms }: StoredFile): EffectFile {
  return { id, name, path, sizeBytes: size_bytes, modifiedMs: modified_ms }
}
