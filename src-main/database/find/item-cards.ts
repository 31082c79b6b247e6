// Versions of one training as one card: of those that a search finds, the one nearest to the front stands for all. Who shares
// a card with whom is kept in memory as long as nothing is written: a keystroke has no time to read it for thousands.
import type { Connection } from '../connection.ts'

/** What a search shows of all it finds. */
export type ShownItems = {
  readonly count: number
  /** Above every item of it. */
  readonly size: number
  has(item: number): boolean
  /** Of cards with several versions, those that stand for them; a list in JSON. */
  fronts(): string
}

export type ItemCards = {
  /** Whether any share a card at all. */
  any(): boolean
  /** Of these items one of each card. */
  shown(found: readonly number[]): ShownItems
}

type Kept = {
  readonly at: string
  /** By item: its card from 1, and its place in it; 0 is none. */
  readonly cards: Int32Array
  readonly places: Int32Array
  readonly count: number
}
type Placed = { item: number; card: number; place: number }

export function itemCards(database: Connection): ItemCards {
  const written = database.prepare<[], { at: string }>(
    `select total_changes() || ' ' || data_version as at from pragma_data_version`,
  )
  const all = database.prepare<[], Placed>(
    `select item, card, card_place as place from items indexed by items_by_card
     where card is not null order by card, card_place`,
  )
  let kept: Kept | null = null

  function now(): Kept {
    const { at } = written.get()!
    if (kept?.at === at) return kept
    const rows = all.all()
    const most = rows.reduce((most, { item }) => Math.max(most, item), 0)
    const [cards, places] = [new Int32Array(most + 1), new Int32Array(most + 1)]
    // Numbers of cards need not follow each other; here they do.
    let [count, last]: [number, number | null] = [0, null]
    for (const { item, card, place } of rows) {
      if (card !== last) count++
      last = card
      cards[item] = count
      places[item] = place
    }
    kept = { at, cards, places, count }
    return kept
  }

  return {
    any: () => now().count > 0,
    shown(found) {
      const { cards, places, count } = now()
      const fronts = new Int32Array(count + 1)
      let hidden = 0
      for (const item of found) {
        const card = cards[item] ?? 0
        if (card === 0) continue
        const front = fronts[card]!
        if (front !== 0) hidden++
        if (front === 0 || places[item]! < places[front]!) fronts[card] = item
      }
      const isFound = new Uint8Array(found.reduce((most, item) => Math.max(most, item), 0) + 1)
      for (const item of found) isFound[item] = 1
      return {
        count: found.length - hidden,
        size: isFound.length,
        has: (item) => {
          const card = cards[item] ?? 0
          return card === 0 ? isFound[item] === 1 : fronts[card] === item
        },
        fronts: () => JSON.stringify(Array.from(fronts).filter((item) => item !== 0)),
      }
    },
  }
}

/** How many rows there are, or how many cards and rows that share none. */
export const countOf = (isTogether: boolean): string =>
  isTogether ? 'count(*) - count(i.card) + count(distinct i.card)' : 'count(*)'
