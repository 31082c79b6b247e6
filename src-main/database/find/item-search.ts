// What of the library a query finds: page by page in an order, all ids of it, and how many there are of each facet.
import type { FacetCount, Facets, FindSort } from '../../contract/find.ts'
import { parseStored } from '../../contract/stored.ts'
import { withoutField, type Query } from '../../query/tree.ts'
import type { Connection } from '../connection.ts'
import { duplicatesSql } from '../same-effects.ts'
import { keptStatements } from './kept-statements.ts'
import { conditionOf, type Circumstances, type Condition } from './conditions.ts'

export type ItemRow = {
  id: string
  path: string
  name: string
  title: string | null
  kind: string
  isAdapter: boolean
  dora: boolean
  ranks: number[]
  architecture: string | null
  line: string | null
  previewVersion: number | null
  /** What a person chose instead. */
  chosenPreview: string | null
  /** A site's, where there is nothing else. */
  sitePreview: string | null
  /** Not for everybody's eyes, as a site says. */
  isNsfw: boolean
  preferredWeight: number | null
  rating: number | null
  favourite: boolean
  tags: string[]
  collections: string[]
  problem: unknown
  missing: boolean
  sizeBytes: number
  addedAt: string
  usedAt: string | null
}

export type ItemSearch = {
  page(
    ask: { query: Query; sort: FindSort; offset: number; limit: number },
    circumstances: Circumstances,
  ): { total: number; rows: ItemRow[] }
  /** In order. */
  ids(ask: { query: Query; sort: FindSort }, circumstances: Circumstances): string[]
  /** Folders as the index has them, each with what lies in itself. */
  facets(query: Query, circumstances: Circumstances): Facets
  rowsOf(ids: readonly string[]): ItemRow[]
  byPath(path: string): ItemRow | null
  /** Every folder with something in it, as the index has them. */
  folders(): string[]
}

type Named = Record<string, string | number>
type Stored = {
  item: number
  id: string
  choice: number | null
  path: string
  name: string
  title: string | null
  kind: string
  is_adapter: number
  dora: number
  ranks: string
  architecture: string | null
  line: string | null
  preview_version: number | null
  chosen_preview: string | null
  site_preview: string | null
  nsfw: number
  preferred_weight: number | null
  rating: number | null
  favourite: number
  problem: string | null
  missing: number
  size_bytes: number
  added_at: string
  used_at: string | null
}

/** Broken ones come last in every order: nobody looks for them by it. */
const orders: Readonly<Record<FindSort, string>> = {
  newest: 'i.problem is not null, i.added_at desc, i.sort_key, i.item',
  name: 'i.problem is not null, i.sort_key, i.item',
  used: `i.problem is not null, coalesce(i.used_at, '') desc, i.sort_key, i.item`,
  rating: 'i.problem is not null, coalesce(i.rating, 0) desc, i.favourite desc, i.sort_key, i.item',
  size: 'i.problem is not null, i.size_bytes desc, i.sort_key, i.item',
  rank: 'i.problem is not null, coalesce(i.rank, 0) desc, i.sort_key, i.item',
  relevance: 'i.problem is not null, score, i.sort_key, i.item',
}
/** Orders that an index has. */
const indexOf: Readonly<Partial<Record<FindSort, string>>> = {
  newest: 'items_by_newest',
  name: 'items_by_name',
  used: 'items_by_used',
}
const fewItems = 1_000
/** How much a word counts in names, trigger words, tags, and the rest. */
const weights = '8.0, 4.0, 4.0, 1.0'
const mostTags = 100

type Ordered = { readonly before: string; readonly from: string; readonly params: Named }

export function itemSearch(database: Connection): ItemSearch {
  const statement = keptStatements(database)

  const asked = <Row>(sql: string, params: Named): Row[] => statement<Row>(sql).all(params)

  const byId = database.prepare<[string], Stored>('select * from items where id = ?')
  const byItem = database.prepare<[number], Stored>('select * from items where item = ?')
  const byPath = database.prepare<[string], Stored>(
    'select * from items where path = ? order by missing, item',
  )
  const tagsOf = database.prepare<[number], { tag: string }>(
    'select tag from choice_tags where choice = ? order by position',
  )
  const collectionsOf = database.prepare<[number], { collection: string }>(
    'select collection from collection_items where choice = ?',
  )
  const folders = database.prepare<[], { folder: string }>('select distinct folder from items')

  function rowOf(row: Stored): ItemRow {
    return {
      id: row.id,
      path: row.path,
      name: row.name,
      title: row.title,
      kind: row.kind,
      isAdapter: row.is_adapter === 1,
      dora: row.dora === 1,
      ranks: row.ranks === '' ? [] : row.ranks.split(',').map(Number),
      architecture: row.architecture,
      line: row.line,
      previewVersion: row.preview_version,
      chosenPreview: row.chosen_preview,
      sitePreview: row.site_preview,
      isNsfw: row.nsfw === 1,
      preferredWeight: row.preferred_weight,
      rating: row.rating,
      favourite: row.favourite === 1,
      tags: row.choice === null ? [] : tagsOf.all(row.choice).map(({ tag }) => tag),
      collections: row.choice === null ? [] : collectionsOf.all(row.choice).map((one) => one.collection),
      problem: row.problem === null ? null : parseStored(row.problem),
      missing: row.missing === 1,
      sizeBytes: row.size_bytes,
      addedAt: row.added_at,
      usedAt: row.used_at,
    }
  }

  /** By likeness where that is asked for; with a score, where there are words to have one. */
  function ordered(
    { sql, params, words, isWorded }: Condition,
    sort: FindSort,
    { order }: Circumstances,
  ): Ordered {
    if (order?.by === 'likeness')
      return {
        before: '',
        from: `from likeness l cross join items i on i.item = l.item where l.list = @list and ${sql}
          order by l.cosine desc, l.item`,
        params: { ...params, list: order.list },
      }
    if (order?.by === 'groups')
      return {
        before: '',
        from: `from same_effects g cross join items i on i.id = g.adapter_id where ${sql} order by g.team, g.place`,
        params,
      }
    if (sort !== 'relevance' || words === null)
      return {
        before: '',
        from: `from items i where ${sql} order by ${orders[sort === 'relevance' ? 'newest' : sort]}`,
        params,
      }
    return {
      before: `with ranked as materialized (select rowid as scored, bm25(item_words, ${weights}) as score
        from item_words where item_words match @words)`,
      from: `from ${isWorded ? 'ranked cross join items i' : 'items i left join ranked'} on scored = i.item
        where ${sql} order by ${orders.relevance}`,
      params: { ...params, words },
    }
  }

  function total({ sql, params }: Condition): number {
    return (
      asked<{ count: number }>(`select count(*) as count from items i where ${sql}`, params)[0]?.count ?? 0
    )
  }

  return {
    page({ query, sort, offset, limit }, circumstances) {
      const condition = conditionOf(query, circumstances)
      const count = total(condition)
      const { before, from, params } = ordered(condition, sort, circumstances)
      const isRead = (circumstances.order ?? null) !== null || condition.asksMissing || count < fewItems
      const inOrder = isRead ? undefined : indexOf[sort]
      // Many are looked through in their order until the page is full; few are sorted.
      const way =
        inOrder === undefined
          ? from
          : from
              .replace('from items i', `from items i indexed by ${inOrder}`)
              .replaceAll('i.item in (', '+i.item in (')
      // Only the rows of the page are read whole.
      const found = asked<{ item: number }>(`${before} select i.item ${way} limit @limit offset @offset`, {
        ...params,
        limit,
        offset,
      })
      return {
        total: count,
        rows: found.flatMap(({ item }) => {
          const row = byItem.get(item)
          return row === undefined ? [] : [rowOf(row)]
        }),
      }
    },
    ids({ query, sort }, circumstances) {
      const { before, from, params } = ordered(conditionOf(query, circumstances), sort, circumstances)
      return asked<{ id: string }>(`${before} select i.id ${from}`, params).map(({ id }) => id)
    },
    facets(query, circumstances) {
      const without = (field: string): Condition => conditionOf(withoutField(query, field), circumstances)
      const counted = (field: string, value: string, group = value, joins = ''): FacetCount[] => {
        const { sql, params } = without(field)
        return asked<FacetCount>(
          `select ${value} as value, count(*) as count from items i ${joins} where ${sql}
           group by ${group} order by 2 desc, 1 collate nocase`,
          params,
        )
      }
      const shown = (field: string, what: string): number => {
        const { sql, params } = without(field)
        return asked<{ count: number }>(
          `select count(*) as count from items i where ${sql} and ${what}`,
          params,
        )[0]!.count
      }
      return {
        total: total(conditionOf(query, circumstances)),
        folders: counted('folder', 'i.folder'),
        lines: counted('line', `coalesce(max(i.line), 'unknown')`, 'i.line_key'),
        bases: counted('base', `coalesce(i.architecture, 'unknown')`),
        kinds: counted('kind', 'i.kind'),
        tags: counted('tag', 'min(t.tag)', 't.key', 'join choice_tags t on t.choice = i.choice').slice(
          0,
          mostTags,
        ),
        collections: counted(
          'in',
          'c.name',
          'c.id',
          'join collection_items m on m.choice = i.choice join collections c on c.id = m.collection',
        ),
        favourites: shown('is', 'i.favourite'),
        neverUsed: shown('used', 'i.used_at is null'),
        problems: shown('is', 'i.problem is not null'),
        duplicates: shown('duplicates', duplicatesSql('any', String)),
      }
    },
    rowsOf: (ids) =>
      ids.flatMap((id) => {
        const row = byId.get(id)
        return row === undefined ? [] : [rowOf(row)]
      }),
    byPath(path) {
      const row = byPath.get(path)
      return row === undefined ? null : rowOf(row)
    },
    folders: () => folders.all().map(({ folder }) => folder),
  }
}
