// How many of what is found there are of each facet, each counted as if its own filter were not asked for.
import type { FacetCount, Facets } from '../../contract/find.ts'
import { duplicatesSql } from '../same-effects.ts'
import type { Condition } from './conditions.ts'

type Named = Record<string, string | number>
type Counted = FacetCount & { facet: string }
/** `field`: the filter that a click sets. */
type Facet = { readonly field: string; readonly sql: string }

const mostTags = 100

const grouped = (value: string, group = value, joins = ''): string =>
  `select ${value} as value, count(*) as count from found i ${joins} group by ${group}`
const shown = (what: string): string => `select '' as value, count(*) as count from found i where ${what}`

const facets = {
  total: { field: '', sql: shown('true') },
  folders: { field: 'folder', sql: grouped('i.folder') },
  lines: { field: 'line', sql: grouped(`coalesce(max(i.line), 'unknown')`, 'i.line_key') },
  bases: { field: 'base', sql: grouped(`coalesce(i.architecture, 'unknown')`) },
  kinds: { field: 'kind', sql: grouped('i.kind') },
  tags: { field: 'tag', sql: grouped('min(t.tag)', 't.key', 'join choice_tags t on t.choice = i.choice') },
  collections: {
    field: 'in',
    sql: grouped(
      'c.name',
      'c.id',
      'join collection_items m on m.choice = i.choice join collections c on c.id = m.collection',
    ),
  },
  favourites: { field: 'is', sql: shown('i.favourite') },
  duplicates: { field: 'duplicates', sql: shown(duplicatesSql('any', String)) },
  neverUsed: { field: 'used', sql: shown('i.used_at is null') },
  problems: { field: 'is', sql: shown('i.problem is not null') },
} satisfies Record<keyof Facets, Facet>

/** `without`: what is asked for but for a field. What several facets count in is found once. */
export function facetsOf(
  asked: <Row>(sql: string, params: Named) => Row[],
  without: (field: string) => Condition,
): Facets {
  const alike = new Map<string, { condition: Condition; names: (keyof Facets)[] }>()
  for (const name of Object.keys(facets) as (keyof Facets)[]) {
    const condition = without(facets[name].field)
    const key = JSON.stringify([condition.sql, condition.params])
    const group = alike.get(key) ?? { condition, names: [] }
    group.names.push(name)
    alike.set(key, group)
  }
  const counted = Map.groupBy(
    [...alike.values()].flatMap(({ condition, names }) =>
      asked<Counted>(countSql(condition, names), { ...condition.params }),
    ),
    ({ facet }) => facet,
  )
  const list = (name: keyof Facets): FacetCount[] =>
    (counted.get(name) ?? []).map(({ value, count }) => ({ value, count }))
  const number = (name: keyof Facets): number => counted.get(name)?.[0]?.count ?? 0
  return {
    total: number('total'),
    folders: list('folders'),
    lines: list('lines'),
    bases: list('bases'),
    kinds: list('kinds'),
    tags: list('tags').slice(0, mostTags),
    collections: list('collections'),
    duplicates: number('duplicates'),
    favourites: number('favourites'),
    neverUsed: number('neverUsed'),
    problems: number('problems'),
  }
}

function countSql({ sql }: Condition, names: readonly (keyof Facets)[]): string {
  const each = names.map((name) => `select '${name}' as facet, value, count from (${facets[name].sql})`)
  return `with found as materialized (select i.id, i.choice, i.folder, i.line, i.line_key, i.architecture, i.kind,
      i.favourite, i.used_at, i.problem from items i where ${sql})
    ${each.join(' union all ')} order by count desc, value collate nocase`
}
