// Collections: ordered sets of what lies in the library, kept by contents.
import type { Connection } from '../connection.ts'
import { foldTag, type ChoiceTable } from './choices.ts'

export type CollectionRow = { id: string; name: string; count: number }

export type CollectionTable = {
  /** By name. `count`: those that are there. */
  all(): CollectionRow[]
  find(id: string): CollectionRow | null
  /** Inserts, or renames the one with this id. */
  put(collection: { id: string; name: string; createdAt: string }): void
  remove(id: string): void
  /** Ids of those that are known, missing ones too, in order; one for each contents. */
  items(id: string): string[]
  /** At its end, those that were not in it. */
  add(id: string, items: readonly string[]): void
  take(id: string, items: readonly string[]): void
  /** These, in this order; what is in it and nowhere now stays behind them. */
  arrange(id: string, items: readonly string[]): void
}

type Named = Record<string, string | number>

export function collectionTable(database: Connection, choices: ChoiceTable): CollectionTable {
  const count = `(select count(distinct m.choice) from collection_items m join items i on i.choice = m.choice
    where m.collection = collections.id and i.missing = 0) as count`
  const all = database.prepare<[], CollectionRow>(
    `select id, name, ${count} from collections order by name_key, created_at`,
  )
  const byId = database.prepare<[string], CollectionRow>(
    `select id, name, ${count} from collections where id = ?`,
  )
  const put = database.prepare<[Named]>(
    `insert into collections (id, name, name_key, created_at) values (@id, @name, @key, @createdAt)
     on conflict (id) do update set name = excluded.name, name_key = excluded.name_key`,
  )
  const remove = database.prepare<[string]>('delete from collections where id = ?')
  const empty = database.prepare<[string]>('delete from collection_items where collection = ?')
  const items = database.prepare<[string], { id: string }>(
    `select (select id from items where choice = m.choice order by missing, item limit 1) as id
     from collection_items m where collection = ? and id is not null order by position`,
  )
  const last = database.prepare<[string], { position: number }>(
    'select coalesce(max(position), -1) as position from collection_items where collection = ?',
  )
  const add = database.prepare<[Named]>(
    'insert or ignore into collection_items (collection, choice, position) values (@id, @choice, @position)',
  )
  const place = database.prepare<[Named]>(
    `insert into collection_items (collection, choice, position) values (@id, @choice, @position)
     on conflict do update set position = excluded.position`,
  )
  const take = database.prepare<[Named]>(
    'delete from collection_items where collection = @id and choice = @choice',
  )
  const takeKnown = database.prepare<[string]>(
    'delete from collection_items where collection = ? and choice in (select choice from items)',
  )
  const shift = database.prepare<[Named]>(
    'update collection_items set position = position + @by where collection = @id',
  )

  return {
    all: () => all.all(),
    find: (id) => byId.get(id) ?? null,
    put: ({ id, name, createdAt }) => put.run({ id, name, key: foldTag(name), createdAt }),
    remove: database.transaction((id: string) => {
      empty.run(id)
      remove.run(id)
    }),
    items: (id) => items.all(id).map((row) => row.id),
    add: database.transaction((id: string, ids: readonly string[]) => {
      const rows = choices.rowsOf(ids)
      let position = last.get(id)?.position ?? -1
      for (const item of ids) {
        const choice = rows.get(item)
        if (choice !== undefined) add.run({ id, choice, position: ++position })
      }
    }),
    take: database.transaction((id: string, ids: readonly string[]) => {
      for (const choice of choices.rowsOf(ids).values()) take.run({ id, choice })
    }),
    arrange: database.transaction((id: string, ids: readonly string[]) => {
      const rows = choices.rowsOf(ids)
      takeKnown.run(id)
      shift.run({ id, by: ids.length })
      ids.forEach((item, position) => {
        const choice = rows.get(item)
        if (choice !== undefined) place.run({ id, choice, position })
      })
    }),
  }
}
