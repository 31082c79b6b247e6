// Queries that were kept under a name, with their order.
import type { Connection } from '../connection.ts'

export type SavedFilterRow = { id: string; name: string; query: string; sort: string }

export type SavedFilterTable = {
  /** By name. */
  all(): SavedFilterRow[]
  /** Inserts, or replaces the one with this id. */
  put(filter: SavedFilterRow & { createdAt: string }): void
  remove(id: string): void
}

export function savedFilterTable(database: Connection): SavedFilterTable {
  const all = database.prepare<[], SavedFilterRow>(
    'select id, name, query, sort from saved_filters order by name collate nocase, created_at',
  )
  const put = database.prepare<[SavedFilterRow & { createdAt: string }]>(
    `insert into saved_filters (id, name, query, sort, created_at) values (@id, @name, @query, @sort, @createdAt)
     on conflict (id) do update set name = excluded.name, query = excluded.query, sort = excluded.sort`,
  )
  const remove = database.prepare<[string]>('delete from saved_filters where id = ?')
  return { all: () => all.all(), put: (filter) => put.run(filter), remove: (id) => remove.run(id) }
}
