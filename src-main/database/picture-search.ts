// Which pictures a query finds: texts in FTS5, filters over what is kept of each.
import type { FacetCount } from '../contract/find.ts'
import type { GalleryCounts } from '../contract/gallery.ts'
import { meaningOf } from '../query/values.ts'
import type { FilterLeaf, Query } from '../query/tree.ts'
import { given, type Connection } from './connection.ts'
import { foldKey } from './find/fold-text.ts'
import { keptStatements } from './find/kept-statements.ts'
import { limited, sqlOfQuery, type Param, type SqlCondition } from './find/query-sql.ts'

export type PictureSearch = {
  /** Sequences, in no order; those in the trash, too. `now` is what ages are counted from. */
  find(query: Query, now: Date): number[]
  /** How many `find` finds; null for a query that asks for more than texts. */
  countTexts(query: Query): number | null
  /** What those that are shown were made with, the most frequent first. */
  readonly counters: { readonly [Key in keyof GalleryCounts]: () => FacetCount[] }
}

const wordsSql = 'select rowid as sequence from picture_words where picture_words'
const mostCounted = 100

export function pictureSearch(database: Connection): PictureSearch {
  const statement = keptStatements(database)
  /** `by`: columns that have an index, so that no row of a picture is read. */
  function counter(table: string, by: string, value = by): () => FacetCount[] {
    const statement = database.prepare<[], FacetCount>(
      `select ${value} as value, count(*) as count from ${table}
       where sequence not in (select sequence from pictures where trashed_at is not null)
       group by ${by} having value <> '' order by count desc, value limit ${mostCounted}`,
    )
    return () => statement.all()
  }

  const conditionOf = (query: Query, now: Date): SqlCondition =>
    sqlOfQuery(query, {
      matching: (words, param) => `f.sequence in (${wordsSql} match ${param(words)})`,
      filter: (leaf, param) => filterSql(leaf, param, now),
      isPlain: ({ field }) => field === 'adapter',
    })

  return {
    find(query, now) {
      const { sql, params } = conditionOf(query, now)
      const text = isOnlyText(query)
        ? `${wordsSql} match @p0`
        : `select f.sequence from picture_facts f where ${sql}`
      return statement<{ sequence: number }>(text).column(params)
    },
    countTexts(query) {
      if (!isOnlyText(query)) return null
      const { params } = conditionOf(query, new Date())
      return statement<{ count: number }>(`select count(*) as count from (${wordsSql} match @p0)`).column(
        params,
      )[0]!
    },
    counters: {
      models: counter('picture_facts', 'model'),
      adapters: counter('picture_adapters', 'name'),
      samplers: counter('picture_facts', 'sampler'),
      sizes: counter('picture_facts', 'width, height', `width || 'x' || height`),
    },
  }
}

function filterSql({ field, value }: FilterLeaf, param: Param, now: Date): string {
  const within = (column: string, type: 'number' | 'moment'): string =>
    limited(column, meaningOf(type, value, now), param)
  const name = value.toLowerCase()
  /** Hashes are named by their first digits: these are in an index from there to what no digit follows. */
  const isHash = /^[0-9a-f]{8,64}$/.test(name)
  const hashed = (column: string): string =>
    isHash ? `${column} between ${given(param(name))} and ${given(param(`${name}g`))}` : 'false'
  switch (field) {
    case 'model':
      return `f.model = ${param(name)} or ${hashed('f.model_sha256')}`
    case 'adapter':
      return `f.sequence in (select sequence from picture_adapters where name = ${given(param(name))}
        or ${hashed('sha256')} or ${hashed('auto_v3')})`
    case 'sampler':
      return `f.sampler = ${param(name)}`
    case 'source':
      return `f.source = ${param(name)}`
    case 'size': {
      const [, width, height] = /^(\d{1,5})[x×](\d{1,5})$/.exec(foldKey(value)) ?? []
      return width === undefined || height === undefined
        ? 'false'
        : `f.width = ${param(Number(width))} and f.height = ${param(Number(height))}`
    }
    case 'width':
      return within('f.width', 'number')
    case 'height':
      return within('f.height', 'number')
    case 'steps':
      return within('f.steps', 'number')
    case 'seed':
      return `f.seed = ${param(value)}`
    case 'date':
      return within('f.created_ms', 'moment')
    case 'is':
      return 'f.sequence in (select sequence from pictures where favourite = 1)'
    default:
      return 'false'
  }
}

/** Then FTS5 alone answers, much faster than with a table beside it. */
function isOnlyText(query: Query): boolean {
  return (
    query.is === 'text' ||
    (query.is === 'all' && query.of.length > 0 && query.of.every(({ is }) => is === 'text'))
  )
}
