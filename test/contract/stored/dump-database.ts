// A database as SQL text that makes it again: its tables, their rows in order, its version.
import type Sqlite from 'better-sqlite3'

/** One statement a line; text that spans lines keeps its breaks inside its quotes. */
export function dumpDatabase(database: Sqlite.Database): string {
  const objects = database
    .prepare<[], { type: string; name: string; sql: string }>(
      `select type, name, sql from sqlite_master where sql is not null and name not like 'sqlite_%'
       order by type = 'index', rowid`,
    )
    .all()
  const tables = objects.filter(({ type }) => type === 'table')
  return [
    ...objects.map(({ sql }) => `${sql};`),
    ...tables.flatMap(({ name }) => rowsOf(database, name)),
    `pragma user_version = ${String(database.pragma('user_version', { simple: true }))};`,
    '',
  ].join('\n')
}

function rowsOf(database: Sqlite.Database, table: string): string[] {
  const columns = database
    .prepare<[], { name: string }>(`select name from pragma_table_info('${table}')`)
    .all()
  const values = columns.map(({ name }) => `quote("${name}")`).join(` || ', ' || `)
  const rows = database.prepare(`select ${values} from "${table}" order by rowid`).pluck().all() as string[]
  return rows.map((row) => `insert into ${table} values (${row});`)
}
