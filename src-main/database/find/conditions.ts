// A query as a condition of SQL over the index: texts are looked for in FTS5, filters are compared with columns.
import type { FieldType } from '../../query/field.ts'
import { meaningOf } from '../../query/values.ts'
import { conjuncts, leaves, type FilterLeaf, type Query, type TextLeaf } from '../../query/tree.ts'
import { foldKey, phraseOf } from './fold-text.ts'
import { foldTag } from './choices.ts'

/** What the query itself does not say. */
export type Circumstances = {
  /** What `fits` asks about; null asks about no model, and leaves nothing out but what cannot be used. */
  readonly fits: { readonly modulesHash: string; readonly matching: number } | null
  readonly now: Date
  /** The folders, as the index has them, that a person means. */
  readonly foldersCalled: (name: string) => readonly string[]
}

export type Condition = {
  readonly sql: string
  readonly params: Readonly<Record<string, string | number>>
  /** What is looked for, in FTS5's words, for the order by relevance; null without any text. */
  readonly words: string | null
  /** Whether all that is found has one of them. */
  readonly isWorded: boolean
  readonly asksMissing: boolean
}

export function conditionOf(query: Query, circumstances: Circumstances): Condition {
  const params: Record<string, string | number> = {}
  let count = 0
  const param = (value: string | number): string => {
    const name = `p${count++}`
    params[name] = value
    return `@${name}`
  }
  const matching = (words: string): string =>
    `i.item in (select rowid from item_words where item_words match ${param(words)})`

  function sqlOf(part: Query): string {
    switch (part.is) {
      case 'text':
        return matching(phraseOf(part.text, part.prefix))
      case 'filter':
        return `(${filterSql(part)}) is true`
      case 'not':
        return `not (${sqlOf(part.of)})`
      case 'any':
        return `(${part.of.map(sqlOf).join(' or ')})`
      case 'all': {
        // One question to FTS5 for all texts is answered much faster than one for each.
        const texts = part.of.filter((one) => one.is === 'text')
        const rest = part.of.filter((one) => one.is !== 'text').map(sqlOf)
        const together = texts.length === 0 ? [] : [matching(texts.map(phrase).join(' AND '))]
        return [...together, ...rest].join(' and ') || 'true'
      }
    }
  }

  function limited(
    column: string,
    type: Extract<FieldType, 'number' | 'bytes' | 'moment'>,
    value: string,
  ): string {
    const meaning = meaningOf(type, value, circumstances.now)
    if (meaning === null) return 'false'
    if (meaning === 'never') return `${column} is null`
    const written = (limit: number): string => param(type === 'moment' ? momentText(limit) : limit)
    return [
      ...(meaning.from === null
        ? []
        : [`${column} ${meaning.withFrom ? '>=' : '>'} ${written(meaning.from)}`]),
      ...(meaning.to === null ? [] : [`${column} ${meaning.withTo ? '<=' : '<'} ${written(meaning.to)}`]),
    ].join(' and ')
  }

  function filterSql({ field, value }: FilterLeaf): string {
    switch (field) {
      case 'kind':
        if (value === 'adapter') return 'i.is_adapter'
        return value === 'dora' ? 'i.dora' : `i.kind = ${param(value)}`
      case 'base':
        return value === 'unknown' ? 'i.architecture is null' : `i.architecture = ${param(value)}`
      case 'line':
        return value.toLowerCase() === 'unknown'
          ? 'i.line_key is null'
          : `i.line_key = ${param(foldKey(value))}`
      case 'tag':
        return `i.choice in (select choice from choice_tags where key = ${param(foldTag(value))})`
      case 'rating':
        return limited('coalesce(i.rating, 0)', 'number', value)
      case 'rank':
        return limited('i.rank', 'number', value)
      case 'size':
        return limited('i.size_bytes', 'bytes', value)
      case 'used':
        return limited('i.used_at', 'moment', value)
      case 'added':
        return limited('i.added_at', 'moment', value)
      case 'fits':
        return fitting()
      case 'folder':
        return `i.folder in (select value from json_each(${param(JSON.stringify(circumstances.foldersCalled(value)))}))`
      case 'trigger':
        return matching(`{triggers} : ${phraseOf(value, true)}`)
      case 'in':
        return `i.choice in (select choice from collection_items where collection in
          (select id from collections where name_key = ${param(foldTag(value))}))`
      case 'is':
        return value === 'favourite'
          ? 'i.favourite'
          : value === 'broken'
            ? 'i.problem is not null'
            : 'i.missing'
      case 'has':
        return hasSql[value] ?? 'false'
      default:
        return 'false'
    }
  }

  function fitting(): string {
    if (circumstances.fits === null) return 'i.problem is null'
    const { modulesHash, matching: version } = circumstances.fits
    return `i.problem is null and not exists (select 1 from proofs p where p.modules_hash = ${param(modulesHash)}
      and p.header_hash = i.header_hash and p.name = i.name and p.matching = ${param(version)}
      and p.verdict = 'refused')`
  }

  const asksMissing = leaves(query).some(
    (leaf) => leaf.is === 'filter' && leaf.field === 'is' && leaf.value === 'missing',
  )
  const sql = `${sqlOf(query)}${asksMissing ? '' : ' and i.missing = 0'}`
  const wanted = wantedTexts(query)
  const required = conjuncts(query).filter((part) => part.is === 'text').length
  const isWorded = required > 0 && required === wanted.length
  return {
    sql,
    params,
    isWorded,
    asksMissing,
    words: wanted.length === 0 ? null : wanted.map(phrase).join(' OR '),
  }
}

const hasSql: Readonly<Record<string, string>> = {
  preview: 'i.preview_version is not null',
  tags: 'i.choice in (select choice from choice_tags)',
  triggers: 'i.has_triggers',
  notes: 'i.has_notes',
}

const phrase = ({ text, prefix }: TextLeaf): string => phraseOf(text, prefix)

/** As moments are stored. Years that have more than four digits come after all others. */
function momentText(ms: number): string {
  const moment = new Date(ms)
  if (Number.isNaN(moment.getTime()) || moment.getUTCFullYear() > 9999) return '9999-12-31T23:59:59.999Z'
  return moment.getUTCFullYear() < 0 ? '' : moment.toISOString()
}

/** Those that are looked for, not those that are not wanted. */
function wantedTexts(query: Query): TextLeaf[] {
  if (query.is === 'text') return [query]
  return query.is === 'all' || query.is === 'any' ? query.of.flatMap(wantedTexts) : []
}
