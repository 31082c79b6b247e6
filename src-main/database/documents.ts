// Small JSON documents kept by name: settings, workspace, model memory, device reports, downloads, trials, idle previews, rewritings.
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'

export type DocumentTable = {
  get(name: string): unknown
  put(name: string, value: unknown): void
  /** All of them, or nothing changes. */
  putAll(values: Readonly<Record<string, unknown>>): void
  /** Every document by its name. */
  all(): Map<string, unknown>
  remove(name: string): void
}

const tables = {
  settings: { name: 'name', value: 'value' },
  model_memory: { name: 'model_id', value: 'memory' },
  devices: { name: 'name', value: 'report' },
  downloads: { name: 'id', value: 'value' },
  trials: { name: 'name', value: 'value' },
  idle_previews: { name: 'name', value: 'value' },
  rewritings: { name: 'id', value: 'value' },
} as const

export function documentTable(database: Connection, table: keyof typeof tables): DocumentTable {
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
  const remove = database.prepare<[string]>(`delete from ${table} where ${name} = ?`)
  return {
    get(key) {
      const row = one.get(key)
      return row === undefined ? undefined : parseStored(row.value)
    },
    put: (key, document) => put.run(key, JSON.stringify(document)),
    putAll: database.transaction((values: Readonly<Record<string, unknown>>) => {
      for (const [key, document] of Object.entries(values)) put.run(key, JSON.stringify(document))
    }),
    all: () => new Map(every.all().map((row) => [row.name, parseStored(row.value)])),
    remove: (key) => remove.run(key),
  }
}

export type WorkspaceTable = {
  get(): unknown
  put(value: unknown): void
  /** Keeps a copy of what is stored, before something else takes its place. */
  setAside(): void
}

export function workspaceTable(database: Connection): WorkspaceTable {
  const get = database.prepare<[], { value: string }>('select value from workspace')
  const put = database.prepare<[string]>(
    'insert into workspace (only, value) values (1, ?) on conflict (only) do update set value = excluded.value',
  )
  const setAside = database.prepare(
    `insert into set_aside (document, key, value, at)
     select 'workspace', '', value, strftime('%Y-%m-%dT%H:%M:%fZ') from workspace`,
  )
  return {
    setAside: () => setAside.run(),
    get() {
      const row = get.get()
      return row === undefined ? undefined : parseStored(row.value)
    },
    put: (value) => put.run(JSON.stringify(value)),
  }
}
