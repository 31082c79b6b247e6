// Steps, epochs and versions of one training, which share a card: written when they are found, read by every search.
import { given, type Connection } from './connection.ts'

export type VersionRow = {
  id: string
  /** Its training. */
  card: number
  /** In it, from 0: the last one. */
  age: number
  version: string | null
  epoch: number | null
  step: number | null
}

/** One of those that share a card, as a person sees it. */
export type StoredVersion = Omit<VersionRow, 'card' | 'age'> & {
  name: string
  title: string | null
  preferred_weight: number | null
  favourite: number
  in_front: number
  modified_ms: number
  place: number
}

/** What the items that share a card have in common: the one in front, and how many there are. */
export type StoredCard = { id: string; name: string; versions: number }

export type VersionTable = {
  /** All of them; whether any of it is new. Which one is in front is decided by `cardPlaces`. */
  replace(rows: readonly VersionRow[]): boolean
  /** Those that are there and share the card of this one, the last one first; empty for one that is alone. */
  sharing(id: string): StoredVersion[]
  /** The cards of these, of those that share one; asked in one statement, however many they are. */
  cards(ids: readonly string[]): Map<string, StoredCard>
  /** These, with all that are there and share a card with one of them. */
  withOthers(ids: readonly string[]): string[]
}

export function versionTable(database: Connection): VersionTable {
  const columns = 'adapter_id as id, card, age, version, epoch, step'
  const all = database.prepare<[], VersionRow>(`select ${columns} from versions order by card, age`)
  const clear = database.prepare('delete from versions')
  const add = database.prepare<[VersionRow]>(
    `insert into versions (adapter_id, card, age, version, epoch, step)
     values (@id, @card, @age, @version, @epoch, @step)`,
  )
  const sharing = database.prepare<[string], StoredVersion>(
    `select i.id, i.name, i.title, v.version, v.epoch, v.step, i.preferred_weight, i.favourite,
       coalesce(c.in_front, 0) as in_front, a.modified_ms, i.card_place as place
     from items own join items i on i.card = own.card join versions v on v.adapter_id = i.id
       join adapters a on a.id = i.id left join choices c on c.choice = i.choice
     where own.id = ${given()} and i.missing = 0 order by v.age`,
  )
  const others = database.prepare<[string], { id: string }>(
    `select other.id from json_each(?) given join items own on own.id = given.value
       join items other on other.card = own.card where other.missing = 0`,
  )
  // Bare columns beside min() are those of its row (sqlite.org/lang_select.html#bareagg).
  const cards = database.prepare<[string], StoredCard & { item: string }>(
    `with own as materialized (select i.id, i.card from json_each(?) given join items i on i.id = given.value
       where i.card is not null)
     select own.id as item, front.id, front.name, front.versions from own join
       (select card, id, name, count(*) as versions, min(card_place) from items
        where card in (select card from own) and missing = 0 group by card) front on front.card = own.card
     where front.versions > 1`,
  )
  const leave = database.prepare(
    `update items set card = null, card_place = null
     where card is not null and id not in (select adapter_id from versions)`,
  )
  const place = database.prepare(placing('versions'))
  const replaceAll = database.transaction((rows: readonly VersionRow[]) => {
    clear.run()
    for (const row of rows) add.run(row)
    leave.run()
    place.run()
  })
  return {
    replace(rows) {
      if (JSON.stringify(all.all()) === JSON.stringify(rows)) return false
      replaceAll(rows)
      return true
    },
    sharing(id) {
      const versions = sharing.all(id)
      return versions.length > 1 ? versions : []
    },
    cards: (ids) => new Map(cards.all(JSON.stringify(ids)).map(({ item, ...card }) => [item, card] as const)),
    withOthers: (ids) => [...new Set([...ids, ...others.all(JSON.stringify(ids)).map(({ id }) => id)])],
  }
}

/** Of one item: the card it belongs to, put in order again. For whoever writes the index. */
export function cardPlaces(database: Connection): (id: string) => void {
  const cardOf = database.prepare<[string], { card: number }>(
    `select card from versions where adapter_id = ${given()}`,
  )
  const place = database.prepare<[number]>(placing(`(select * from versions where card = ${given()})`))
  return (id) => {
    const card = cardOf.get(id)?.card
    if (card !== undefined) place.run(card)
  }
}

/** Whom a person put in front, then favourites, then the newest. */
const placing = (versions: string): string =>
  `update items set card = placed.card, card_place = placed.place from
     (select i.item, v.card,
        row_number() over (partition by v.card order by coalesce(c.in_front, 0) desc, i.favourite desc, v.age) - 1 as place
      from ${versions} v join items i on i.id = v.adapter_id left join choices c on c.choice = i.choice) placed
   where items.item = placed.item and (items.card is not placed.card or items.card_place is not placed.place)`
