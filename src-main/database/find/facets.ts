// How many of what is found there are of each facet, each counted as if its own filter were not asked for.
import type { FacetCount, Facets } from '../../contract/find.ts'
import { duplicatesSql } from '../same-effects.ts'
import type { Condition } from './conditions.ts'
import { countOf } from './item-cards.ts'

type Named = Record<string, string | number>
type Counted = FacetCount & { facet: string }
/** `spread`: of each card that lies in several folders, the folders; `count` is its number. */
export type FoundFacets = Facets & { readonly spread: readonly FacetCount[] }
/** `field`: the filter that a click sets. */
type Facet = { readonly field: string; readonly sql: string }

const mostTags = 100
const counting = 'COUNTING'

const grouped = (value: string, group = value, joins = ''): string =>
  `select ${value} as value, ${counting} as count from found i ${joins} group by ${group}`
const shown = (what: string): string => `select '' as value, ${counting} as count from found i where ${what}`

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
  spread: {
    field: 'folder',
    sql: `select i.folder as value, i.card as count from found i where i.card in
      (select card from found where card is not null group by card having count(distinct folder) > 1)
      group by i.card, i.folder`,
  },
} satisfies Record<keyof FoundFacets, Facet>

/**
 * `without`: what is asked for but for a field. What several facets count in is found once. `isTogether`: what shares a card
 * counts once in each of them.
 */
export function facetsOf(
  asked: <Row>(sql: string, params: Named) => Row[],
  without: (field: string) => Condition,
  isTogether: boolean,
): FoundFacets {
  const alike = new Map<string, { condition: Condition; names: (keyof FoundFacets)[] }>()
  for (const name of Object.keys(facets) as (keyof FoundFacets)[]) {
    if (name === 'spread' && !isTogether) continue
    const condition = without(facets[name].field)
    const key = JSON.stringify([condition.sql, condition.params])
    const group = alike.get(key) ?? { condition, names: [] }
    group.names.push(name)
    alike.set(key, group)
  }
  const counted = Map.groupBy(
    [...alike.values()].flatMap(({ condition, names }) =>
      asked<Counted>(countSql(condition, names, isTogether), { ...condition.params }),
    ),
    ({ facet }) => facet,
  )
  const list = (name: keyof FoundFacets): FacetCount[] =>
    (counted.get(name) ?? []).map(({ value, count }) => ({ value, count }))
  const number = (name: keyof Facets): number => counted.get(name)?.[0]?.count ?? 0
  return {
    total: number('total'),
    folders: list('folders'),
    spread: list('spread'),
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

function countSql({ sql }: Condition, names: readonly (keyof FoundFacets)[], isTogether: boolean): string {
  const count = countOf(isTogether)
  const each = names.map(
    (name) => `select '${name}' as facet, value, count from (${facets[name].sql.replace(counting, count)})`,
  )
  return `with found as materialized (select i.id, i.card, i.choice, i.folder, i.line, i.line_key, i.architecture, i.kind,
      i.favourite, i.used_at, i.problem from items i where ${sql})
    ${each.join(' union all ')} order by count desc, value collate nocase`
}
