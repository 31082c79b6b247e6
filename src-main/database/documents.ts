// Small JSON documents kept by name: settings, workspace, model memory, device reports.
import type { Database } from './open.ts'

export type DocumentTable = {
  get(name: string): unknown
  put(name: string, value: unknown): void
  /** Every document by its name. */
  all(): Map<string, unknown>
}

const tables = {
  settings: { name: 'name', value: 'value' },
  model_memory: { name: 'model_id', value: 'memory' },
  devices: { name: 'name', value: 'report' },
} as const

export function documentTable(database: Database, table: keyof typeof tables): DocumentTable {
  const { name, value } = tables[table]
  const one = database.prepare<[string], { value: string }>(
    `select ${value} as value from ${table} where ${name} = ?`,
  )
  const every = database.prepare<[], { name: string; value: string }>(
    `select ${name} as name, ${value} as value from ${table} order by rowid`,
  )
  const put = database.prepare<[string, string]>(
    `insert into ${table} (${name}, ${value}) values (?, ?)
     on conflict (${name}) do update set ${value} = excluded.${value}`,
  )
  return {
    get(key) {
      const row = one.get(key)
      return row === undefined ? undefined : (JSON.parse(row.value) as unknown)
    },
    put: (key, document) => void put.run(key, JSON.stringify(document)),
    all: () => new Map(every.all().map((row) => [row.name, JSON.parse(row.value) as unknown])),
  }
}

export type WorkspaceTable = { get(): unknown; put(value: unknown): void }

export function workspaceTable(database: Database): WorkspaceTable {
  const get = database.prepare<[], { value: string }>('select value from workspace')
  const put = database.prepare<[string]>(
    'insert into workspace (only, value) values (1, ?) on conflict (only) do update set value = excluded.value',
  )
  return {
    get() {
      const row = get.get()
      return row === undefined ? undefined : (JSON.parse(row.value) as unknown)
    },
    put: (value) => void put.run(JSON.stringify(value)),
  }
}
