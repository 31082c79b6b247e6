// What of the library a query finds: page by page in an order, all ids of it, and how many there are of each facet.
import type { FindSort } from '../../contract/find.ts'
import { parseStored } from '../../contract/stored.ts'
import { withoutField, type Query } from '../../query/tree.ts'
import type { Connection } from '../connection.ts'
import { keptStatements } from './kept-statements.ts'
import { conditionOf, type Circumstances, type Condition } from './conditions.ts'
import { facetsOf, type FoundFacets } from './facets.ts'
import { itemCards } from './item-cards.ts'
import { itemOrder } from './item-order.ts'

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
  /** How many of its training are there; 1 for one that is alone. */
  versions: number
}

export type ItemSearch = {
  page(
    ask: { query: Query; sort: FindSort; offset: number; limit: number },
    circumstances: Circumstances,
  ): { total: number; rows: ItemRow[] }
  /** In order. */
  ids(ask: { query: Query; sort: FindSort }, circumstances: Circumstances): string[]
  /** Folders as the index has them, each with what lies in itself. */
  facets(query: Query, circumstances: Circumstances): FoundFacets
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
  card: number | null
}

const everything = 2 ** 31

export function itemSearch(database: Connection): ItemSearch {
  const statement = keptStatements(database)

  const asked = <Row>(sql: string, params: Named): Row[] => statement<Row>(sql).all(params)
  const order = itemOrder(asked, (sql, params) => statement(sql).column(params))
  const cards = itemCards(database)

  const byId = database.prepare<[string], Stored>('select * from items where id = ?')
  const idOf = database.prepare<[number], { id: string }>('select id from items where item = ?')
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
  const versionsOf = database.prepare<[number], { count: number }>(
    'select count(*) as count from items where card = ? and missing = 0',
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
      versions: row.card === null ? 1 : Math.max(1, versionsOf.get(row.card)?.count ?? 1),
    }
  }

  /** What is found, as rows or as cards. */
  function foundBy(query: Query, circumstances: Circumstances): { condition: Condition; total: number } {
    const condition = conditionOf(query, circumstances)
    if (circumstances.versions !== 'together' || !cards.any())
      return { condition, total: order.count(condition) }
    const shown = cards.shown(order.all(condition))
    return { condition: { ...condition, shown }, total: shown.count }
  }

  return {
    page({ query, sort, offset, limit }, circumstances) {
      const { condition, total } = foundBy(query, circumstances)
      // Only the rows of the page are read whole.
      const rows = order.slice(condition, sort, total, { offset, limit }).flatMap((item) => {
        const row = byItem.get(item)
        return row === undefined ? [] : [rowOf(row)]
      })
      return { total, rows }
    },
    ids({ query, sort }, circumstances) {
      const { condition, total } = foundBy(query, circumstances)
      const slice = { offset: 0, limit: everything }
      return order.slice(condition, sort, total, slice).flatMap((item) => idOf.get(item)?.id ?? [])
    },
    facets: (query, circumstances) =>
      facetsOf(
        asked,
        (field) => conditionOf(withoutField(query, field), circumstances),
        circumstances.versions === 'together' && cards.any(),
      ),
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
