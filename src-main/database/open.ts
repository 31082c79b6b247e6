// Opens the catalog of a data folder and brings it to the newest version.
import Sqlite from 'better-sqlite3'
import { AppError } from '../base/errors.ts'
import { migrations } from './migrations/all.ts'

export type Database = Sqlite.Database

/** `path` may be `:memory:`. Throws `catalog/newer`, `catalog/damaged` or `catalog/unreadable`. */
export function openDatabase(path: string): Database {
  let database: Database
  try {
    database = new Sqlite(path)
  } catch (cause) {
    throw new AppError('catalog/unreadable', `The catalog ${path} cannot be opened.`, {
      hint: 'Check that the data folder exists and can be written.',
      cause,
    })
  }
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('busy_timeout = 5000')
    migrate(database)
  } catch (cause) {
    database.close()
    if (cause instanceof AppError) throw cause
    throw new AppError('catalog/damaged', `The catalog ${path} is damaged or is no Lamina catalog.`, {
      hint: 'Move the file away; pictures and models are not touched, and a new catalog is made.',
      cause,
    })
  }
  return database
}

/** Applies what is missing, all or nothing. */
export function migrate(database: Database, steps: readonly string[] = migrations): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version > steps.length) {
    throw new AppError('catalog/newer', 'This data folder was used by a newer version of Lamina.', {
      hint: 'Update Lamina, or choose another data folder.',
      details: { version, known: steps.length },
    })
  }
  database.transaction(() => {
    for (const sql of steps.slice(version)) database.exec(sql)
    database.pragma(`user_version = ${steps.length}`)
  })()
}
