// The rows of saved stacks.
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'

export type StackRow = { id: string; name: string; stack: unknown; createdAt: string }

export type StackTable = {
  /** By name. */
  all(): StackRow[]
  /** Inserts, or replaces the one with the same id. */
  put(row: StackRow): void
  remove(id: string): void
  /** Keeps a copy of what is stored, before something else takes its place. */
  setAside(id: string): void
}

export function stackTable(database: Connection): StackTable {
  const all = database.prepare<[], { id: string; name: string; stack: string; created_at: string }>(
    'select * from stacks order by name collate nocase, created_at',
  )
  const put = database.prepare<[{ id: string; name: string; stack: string; createdAt: string }]>(
    `insert into stacks (id, name, stack, created_at) values (@id, @name, @stack, @createdAt)
     on conflict (id) do update set name = excluded.name, stack = excluded.stack`,
  )
  const remove = database.prepare<[string]>('delete from stacks where id = ?')
  const setAside = database.prepare<[string]>(
    `insert into set_aside (document, key, value, at)
     select 'stack', name, stack, strftime('%Y-%m-%dT%H:%M:%fZ') from stacks where id = ?`,
  )
  return {
    setAside: (id) => setAside.run(id),
    all: () =>
      all.all().map(({ id, name, stack, created_at: createdAt }) => ({
        id,
        name,
        stack: parseStored(stack),
        createdAt,
      })),
    put: ({ id, name, stack, createdAt }) => put.run({ id, name, stack: JSON.stringify(stack), createdAt }),
    remove: (id) => remove.run(id),
  }
}
