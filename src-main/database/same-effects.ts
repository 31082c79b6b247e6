// Adapters that do the same, in groups, the best of each first: written when they are found, read by every search.
import type { Connection } from './connection.ts'

export type SameEffectRow = {
  id: string
  /** Its group; groups are in the order of their numbers. */
  team: number
  /** In the group, from 0: the best of it. */
  place: number
  /** What it has in common with the best; null for that one. */
  why: string | null
  cosine: number | null
}

/** What makes one copy better than another. */
export type Standing = {
  id: string
  path: string
  favourite: boolean
  rating: number
  rank: number
  sizeBytes: number
  usedAt: string
  addedAt: string
}

export type SameEffectTable = {
  /** All of them; whether any of it is new. */
  replace(rows: readonly SameEffectRow[]): boolean
  of(ids: readonly string[]): ReadonlyMap<string, SameEffectRow & { of: number }>
  standings(ids: readonly string[]): ReadonlyMap<string, Standing>
}

export function sameEffectTable(database: Connection): SameEffectTable {
  const columns = 'adapter_id as id, team, place, why, cosine'
  const all = database.prepare<[], SameEffectRow>(`select ${columns} from same_effects order by team, place`)
  const clear = database.prepare('delete from same_effects')
  const add = database.prepare<[SameEffectRow]>(
    'insert into same_effects (adapter_id, team, place, why, cosine) values (@id, @team, @place, @why, @cosine)',
  )
  const one = database.prepare<[string], SameEffectRow & { of: number }>(
    `select ${columns}, (${countOf('s.team')}) as of from same_effects s where adapter_id = ?`,
  )
  const standing = database.prepare<[string], Omit<Standing, 'favourite'> & { favourite: number }>(
    `select id, path, favourite, coalesce(rating, 0) as rating, coalesce(rank, 0) as rank, size_bytes as sizeBytes,
       coalesce(used_at, '') as usedAt, added_at as addedAt from items where id = ?`,
  )
  const replaceAll = database.transaction((rows: readonly SameEffectRow[]) => {
    clear.run()
    for (const row of rows) add.run(row)
  })
  return {
    replace(rows) {
      if (JSON.stringify(all.all()) === JSON.stringify(rows)) return false
      replaceAll(rows)
      return true
    },
    of: (ids) => new Map(ids.flatMap((id) => one.get(id) ?? []).map((row) => [row.id, row])),
    standings: (ids) =>
      new Map(
        ids
          .flatMap((id) => standing.get(id) ?? [])
          .map((row) => [row.id, { ...row, favourite: row.favourite === 1 }]),
      ),
  }
}

/** Of a group, those that are there. */
const countOf = (team: string): string =>
  `select count(*) from same_effects o join items p on p.id = o.adapter_id where o.team = ${team} and p.missing = 0`

/** Ids of adapters that are there together with another one of their group. */
const together = `select adapter_id from same_effects where team in (
  select o.team from same_effects o join items p on p.id = o.adapter_id where p.missing = 0
  group by o.team having count(*) > 1)`

/** Of those, all but the best of each group that is there. */
const spare = `${together} and place > (select min(o.place) from same_effects o join items p on p.id = o.adapter_id
  where o.team = same_effects.team and p.missing = 0)`

/** Whether an item `i` is meant by `duplicates:`. */
export function duplicatesSql(value: string, param: (value: string) => string): string {
  if (value === 'any') return `i.id in (${together})`
  if (value === 'spare') return `i.id in (${spare})`
  return `i.id in (${together} and team in (select team from same_effects where why = ${param(value)}))`
}
