// A query as a condition of SQL over the index: texts are looked for in FTS5, filters are compared with columns.
import type { VersionWay } from '../../contract/find.ts'
import { meaningOf } from '../../query/values.ts'
import { all, conjuncts, leaves, type FilterLeaf, type Query, type TextLeaf } from '../../query/tree.ts'
import { foldKey, phraseOf } from './fold-text.ts'
import { duplicatesSql } from '../same-effects.ts'
import type { ShownItems } from './item-cards.ts'
import { limited, phrase, sqlOfQuery, type Param, type SqlCondition } from './query-sql.ts'
import { foldTag } from './choices.ts'

/** What the query itself does not say. */
export type Circumstances = {
  /** What `fits` asks about; null asks about no model, and leaves nothing out but what cannot be used. */
  readonly fits: { readonly modulesHash: string; readonly matching: number } | null
  readonly now: Date
  /** The folders, as the index has them, that a person means. */
  readonly foldersCalled: (name: string) => readonly string[]
  /** The number of the list of adapters that are like the one of this name; null where there is none. */
  readonly likeTo?: (name: string) => number | null
  /** Of the whole search, by effect; without one it is the order that was asked for. */
  readonly order?: EffectOrder | null
  /** Each for itself where left out. */
  readonly versions?: VersionWay
}

/** The most alike of a list first, or groups that do the same, the best of each first. */
export type EffectOrder = { readonly by: 'likeness'; readonly list: number } | { readonly by: 'groups' }

/** How well a query's texts are met. */
export type Tiers = {
  /** In FTS5's words, best first: each finds what the one before it does, and more. */
  readonly words: readonly string[]
  /** Whether all that is found is in the last of them. */
  readonly hold: boolean
  /** What is asked for beside being in one of them, */
  readonly beside: SqlCondition
}

export type Condition = {
  readonly sql: string
  readonly params: Readonly<Record<string, string | number>>
  /** All that the query asks for, in FTS5's words; null where it asks for anything else, too. */
  readonly words: string | null
  /** For the order by relevance; null without any text. */
  readonly tiers: Tiers | null
  readonly asksMissing: boolean
  /** By effect; null in the order that was asked for. */
  readonly order: EffectOrder | null
  /** Of what it finds, what is shown: one of each card. Null shows all. */
  readonly shown: ShownItems | null
}

export function conditionOf(query: Query, circumstances: Circumstances): Condition {
  const matching = (words: string, param: Param): string =>
    `i.item in (select rowid from item_words where item_words match ${param(words)})`

  function filterSql({ field, value }: FilterLeaf, param: Param): string {
    const within = (column: string, type: 'number' | 'bytes' | 'moment'): string =>
      limited(column, meaningOf(type, value, circumstances.now), (limit) =>
        param(type === 'moment' ? momentText(limit) : limit),
      )
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
        return within('coalesce(i.rating, 0)', 'number')
      case 'rank':
        return within('i.rank', 'number')
      case 'size':
        return within('i.size_bytes', 'bytes')
      case 'used':
        return within('i.used_at', 'moment')
      case 'added':
        return within('i.added_at', 'moment')
      case 'fits':
        return fitting(param)
      case 'folder':
        return `i.folder in (select value from json_each(${param(JSON.stringify(circumstances.foldersCalled(value)))}))`
      case 'trigger':
        return matching(`{triggers} : ${phraseOf(value, true)}`, param)
      case 'like':
        return like(circumstances.likeTo?.(value) ?? null, param)
      case 'duplicates':
        return duplicatesSql(value, param)
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

  function fitting(param: Param): string {
    if (circumstances.fits === null) return 'i.problem is null'
    const { modulesHash, matching: version } = circumstances.fits
    return `i.problem is null and not exists (select 1 from proofs p where p.modules_hash = ${param(modulesHash)}
      and p.header_hash = i.header_hash and p.name = i.name and p.matching = ${param(version)}
      and p.verdict = 'refused')`
  }

  const asksMissing = leaves(query).some(
    (leaf) => leaf.is === 'filter' && leaf.field === 'is' && leaf.value === 'missing',
  )
  const conditionSql = (part: Query): SqlCondition => {
    const { sql, params } = sqlOfQuery(part, { matching, filter: filterSql })
    return { sql: `${sql}${asksMissing ? '' : ' and i.missing = 0'}`, params }
  }
  const texts = conjuncts(query).filter((part) => part.is === 'text')
  const others = conjuncts(query).filter((part) => part.is !== 'text')
  const words = texts.map(phrase).join(' AND ')
  return {
    ...conditionSql(query),
    asksMissing,
    order: circumstances.order ?? null,
    shown: null,
    words: others.length === 0 && texts.length > 0 ? words : null,
    tiers: tiersOf(query, texts, () => conditionSql(all(others))),
  }

  /** Names that begin with it, names that have it, names and what is written to be looked for, and all texts. */
  function tiersOf(query: Query, texts: readonly TextLeaf[], others: () => SqlCondition): Tiers | null {
    const wanted = wantedTexts(query)
    if (wanted.length === 0) return null
    const hold = wanted.length === texts.length
    const phrases = wanted.map(phrase)
    const joined = phrases.join(hold ? ' AND ' : ' OR ')
    const first = phrases
      .map((one, index) => (hold && index > 0 ? one : `^ ${one}`))
      .join(hold ? ' AND ' : ' OR ')
    const named = [`{names} : (${first})`, `{names} : (${joined})`, `{names triggers tags} : (${joined})`]
    return hold
      ? { words: [...named, joined], hold, beside: others() }
      : { words: named, hold, beside: conditionSql(query) }
  }
}

function like(list: number | null, param: Param): string {
  return list === null ? 'false' : `i.item in (select item from likeness where list = ${param(list)})`
}

const hasSql: Readonly<Record<string, string>> = {
  preview: '(i.chosen_preview is not null or i.preview_version is not null or i.site_preview is not null)',
  tags: 'i.choice in (select choice from choice_tags)',
  triggers: 'i.has_triggers',
  notes: 'i.has_notes',
}

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
