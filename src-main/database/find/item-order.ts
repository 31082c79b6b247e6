// In which order items are listed, and how a page of it is reached without sorting all that is found.
import type { FindSort } from '../../contract/find.ts'
import type { Condition, EffectOrder, Tiers } from './conditions.ts'
import type { ShownItems } from './item-cards.ts'

/** All of it where left out. */
export type Slice = { readonly offset: number; readonly limit: number }

export type ItemOrder = {
  /** How many a condition finds. */
  count(condition: Condition): number
  /** All that it finds, in any order. */
  all(condition: Condition): number[]
  /** Items of a slice, in order; `count` says how many are found in all. */
  slice(condition: Condition, sort: FindSort, count: number, slice: Slice): number[]
}

type Named = Record<string, string | number>
type Asked = <Row>(sql: string, params: Named) => Row[]
type AskedItems = (sql: string, params: Named) => number[]
/** What is listed after all of the part before, in an order of its own. `atMost` of it are found. */
type Part = { readonly sql: string; readonly params: Named; readonly order: Order; readonly atMost: number }
/** `joins`: to what has the order. `index`: that has it. */
type Order = { readonly by: string; readonly index?: string; readonly joins?: string }

/** Broken ones come last in every order: nobody looks for them by it. */
const broken = 'i.problem is not null'
const orders: Readonly<Record<Exclude<FindSort, 'relevance'>, Order>> = {
  newest: { by: `${broken}, i.added_at desc, i.sort_key, i.item`, index: 'items_by_newest' },
  name: { by: `${broken}, i.sort_key, i.item`, index: 'items_by_name' },
  used: { by: `${broken}, coalesce(i.used_at, '') desc, i.sort_key, i.item`, index: 'items_by_used' },
  rating: { by: `${broken}, coalesce(i.rating, 0) desc, i.favourite desc, i.sort_key, i.item` },
  size: { by: `${broken}, i.size_bytes desc, i.sort_key, i.item` },
  rank: { by: `${broken}, coalesce(i.rank, 0) desc, i.sort_key, i.item` },
}
const effectOrders: Readonly<Record<EffectOrder['by'], Order>> = {
  likeness: {
    joins: 'likeness l cross join items i on l.list = @list and i.item = l.item',
    by: 'l.cosine desc, l.item',
  },
  groups: { joins: 'same_effects g cross join items i on i.id = g.adapter_id', by: 'g.team, g.place' },
}
const fewItems = 1_000
/** Of an index that is walked along. */
const stretch = 1_000

export function itemOrder(asked: Asked, askedItems: AskedItems): ItemOrder {
  const counted = (from: string, params: Named): number =>
    asked<{ count: number }>(`select count(*) as count ${from}`, params)[0]!.count

  const matching = (words: string): number =>
    counted('from item_words where item_words match @words', { words })

  function count({ sql, params, words, asksMissing }: Condition): number {
    if (words === null || asksMissing) return counted(`from items i where ${sql}`, params)
    // Words alone are counted where they are looked up: without a look at what they are the words of.
    const away =
      'from items i where i.missing = 1 and i.item in (select rowid from item_words where item_words match @words)'
    return matching(words) - counted(away, { words })
  }

  function all({ sql, params, words, asksMissing }: Condition): number[] {
    if (words === null || asksMissing) return askedItems(`select i.item from items i where ${sql}`, params)
    const found = askedItems('select rowid from item_words where item_words match @words', { words })
    const away = new Set(askedItems('select item from items where missing = 1', {}))
    return away.size === 0 ? found : found.filter((item) => !away.has(item))
  }

  /** Each tier holds the one before it: what it has beyond that is a part. */
  function byTiers({ words, hold, beside }: Tiers, atMost: number): Part[] {
    const sized = words.map((words, index) => ({ name: `tier${index}`, words, size: matching(words) }))
    const growing = sized.filter(({ size }, index) => size > (sized[index - 1]?.size ?? 0))
    const has = (name: string): string =>
      `i.item in (select rowid from item_words where item_words match @${name})`
    const parts = (hold ? growing : [...growing, null]).map((tier, index): Part => {
      const before = growing[index - 1] ?? null
      const tierSql = tier === null ? [] : [has(tier.name)]
      const beyond = before === null ? [] : [`not ${has(before.name)}`]
      return {
        sql: [beside.sql, ...tierSql, ...beyond].join(' and '),
        params: {
          ...beside.params,
          ...(tier && { [tier.name]: tier.words }),
          ...(before && { [before.name]: before.words }),
        },
        order: orders.name,
        atMost: tier === null ? atMost : Math.min(atMost, tier.size - (before?.size ?? 0)),
      }
    })
    const ofBroken = (broken: number): Part[] =>
      parts.map((part) => ({ ...part, sql: `(i.problem is not null) = ${broken} and ${part.sql}` }))
    return [...ofBroken(0), ...ofBroken(1)]
  }

  function partsOf(condition: Condition, sort: FindSort, atMost: number): Part[] {
    const { sql, params, tiers, order } = condition
    if (order !== null) {
      const list = order.by === 'likeness' ? { list: order.list } : {}
      return [{ sql, params: { ...params, ...list }, order: effectOrders[order.by], atMost }]
    }
    if (sort === 'relevance' && tiers !== null) return byTiers(tiers, atMost)
    return [{ sql, params, order: orders[sort === 'relevance' ? 'newest' : sort], atMost }]
  }

  /** Many are looked through in their order until the page is full; few are sorted. */
  function within(
    { sql, params, order, atMost }: Part,
    { asksMissing, shown }: Condition,
    isWhole: boolean,
    slice: Slice,
  ): number[] {
    const { joins = 'items i', by, index } = order
    const inOrder = index !== undefined && !asksMissing && atMost >= fewItems
    if (inOrder && isWhole && shown !== null) return alongIndex(order, shown, slice)
    const narrowed =
      shown === null ? sql : `(i.card is null or i.item in (select value from json_each(@fronts))) and ${sql}`
    const from = inOrder ? `${joins} indexed by ${index}` : joins
    const where = inOrder ? narrowed.replaceAll('i.item in (', '+i.item in (') : narrowed
    return askedItems(
      `select i.item from ${from} where ${where} order by ${by} limit @limit offset @offset`,
      {
        ...params,
        ...(shown && { fronts: shown.fronts() }),
        ...slice,
      },
    )
  }

  /** All tiers in one walk: what is shown is known, and so is which tier each word finds. */
  function throughTiers({ words, hold }: Tiers, shown: ShownItems, { offset, limit }: Slice): number[] {
    // Of words alone the last one finds all there is.
    const asked = hold ? words.slice(0, -1) : words
    const tiers = new Uint8Array(shown.size).fill(asked.length)
    for (const [tier, words] of [...asked.entries()].reverse())
      for (const item of askedItems('select rowid from item_words where item_words match @words', { words }))
        if (item < shown.size) tiers[item] = tier
    const broken = new Set(
      askedItems('select item from items i where i.missing = 0 and i.problem is not null', {}),
    )
    const { by, index } = orders.name
    const found = Array.from({ length: 2 * (asked.length + 1) }, (): number[] => [])
    for (const item of askedItems(
      `select i.item from items i indexed by ${index} where i.missing = 0 order by ${by}`,
      {},
    ))
      if (shown.has(item)) found[tiers[item]! + (broken.has(item) ? asked.length + 1 : 0)]!.push(item)
    return found.flat().slice(offset, offset + limit)
  }

  function countOfPart({ sql, params }: Part, { shown }: Condition): number {
    if (shown === null) return counted(`from items i where ${sql}`, params)
    return askedItems(`select i.item from items i where ${sql}`, params).filter(shown.has).length
  }

  /** What is shown is known: the words are not looked up again. */
  function alongIndex({ by, index }: Order, shown: ShownItems, { offset, limit }: Slice): number[] {
    const found: number[] = []
    let skip = offset
    for (let at = 0; found.length < limit; at += stretch) {
      const items = askedItems(
        `select i.item from items i indexed by ${index} where i.missing = 0 order by ${by} limit @limit offset @offset`,
        { limit: stretch, offset: at },
      )
      for (const item of items) {
        if (!shown.has(item)) continue
        if (skip > 0) skip--
        else if (found.push(item) === limit) break
      }
      if (items.length < stretch) break
    }
    return found
  }

  return {
    count,
    all,
    slice(condition, sort, count, { offset, limit }) {
      const end = Math.min(count, offset + limit)
      const { tiers, shown, asksMissing } = condition
      const isTiered = sort === 'relevance' && tiers !== null && condition.order === null
      if (isTiered && shown !== null && !asksMissing && count >= fewItems)
        return throughTiers(tiers, shown, { offset, limit })
      const found: number[] = []
      let skip = offset
      const parts = partsOf(condition, sort, count)
      for (const part of parts) {
        const missing = end - offset - found.length
        if (missing <= 0) break
        const items = within(part, condition, parts.length === 1, { offset: skip, limit: missing })
        found.push(...items)
        if (items.length === missing) break
        if (skip > 0 && items.length === 0) skip -= countOfPart(part, condition)
        else skip = 0
      }
      return found
    },
  }
}
