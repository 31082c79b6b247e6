// The rows of saved stacks.
import type { Database } from './open.ts'

export type StackRow = { id: string; name: string; stack: unknown; createdAt: string }

export type StackTable = {
  /** By name. */
  all(): StackRow[]
  /** Inserts, or replaces the one with the same id. */
  put(row: StackRow): void
  remove(id: string): void
}

export function stackTable(database: Database): StackTable {
  const all = database.prepare<[], { id: string; name: string; stack: string; created_at: string }>(
    'select * from stacks order by name collate nocase, created_at',
  )
  const put = database.prepare<[string, string, string, string]>(
    `insert into stacks (id, name, stack, created_at) values (?, ?, ?, ?)
     on conflict (id) do update set name = excluded.name, stack = excluded.stack`,
  )
  const remove = database.prepare<[string]>('delete from stacks where id = ?')
  return {
    all: () =>
      all.all().map(({ id, name, stack, created_at: createdAt }) => ({
        id,
        name,
        stack: JSON.parse(stack) as unknown,
        createdAt,
      })),
    put: ({ id, name, stack, createdAt }) => void put.run(id, name, JSON.stringify(stack), createdAt),
    remove: (id) => void remove.run(id),
  }
}
