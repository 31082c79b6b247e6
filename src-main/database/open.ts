// Opens the catalog of a data folder and brings it to the newest version.
import { basename } from 'node:path'
import Sqlite from 'better-sqlite3'
import { AppError } from '../base/errors.ts'
import { backUp } from './backup.ts'
import { migrations } from './migrations/all.ts'
import { keepToOneself } from './own-file.ts'
import type { Migration } from './migrations/migration.ts'
import { catalogError } from './system-error.ts'

export type Database = Sqlite.Database

/**
 * A statement waits this long for another program that holds the catalog. It waits in the host's own thread, so whoever
 * has more patience tries again later.
 */
const busyMs = 150
/** What a search looks through stays in memory. */
const cacheKilobytes = 32_768
/** Opening happens before anybody waits for an answer. */
const busyWhileOpeningMs = 2_000

/**
 * `path` may be `:memory:`. A catalog of an older version is copied beside itself before it is changed. Throws
 * `catalog/newer`, `catalog/not-upgraded`, `catalog/damaged`, `catalog/busy`, `catalog/unreadable`, and `disk/…`.
 */
export function openDatabase(path: string, steps: readonly Migration[] = migrations): Database {
  let database: Database | null = null
  try {
    if (path !== memory) keepToOneself(path)
    database = new Sqlite(path, { timeout: busyWhileOpeningMs })
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma(`cache_size = -${cacheKilobytes}`)
    migrate(database, steps, path)
    database.pragma(`busy_timeout = ${busyMs}`)
    return database
  } catch (cause) {
    database?.close()
    const error = catalogError(cause, path)
    if (error instanceof AppError) throw error
    throw new AppError('catalog/unreadable', { name: basename(path) }, { details: { path }, cause })
  }
}

const memory = ':memory:'

/** Applies what is missing, all or nothing. */
export function migrate(database: Database, steps: readonly Migration[] = migrations, path = memory): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version > steps.length) {
    throw new AppError('catalog/newer', {}, { details: { version, known: steps.length } })
  }
  if (version === steps.length) return
  if (version > 0 && path !== memory) backUp(database, path, version)
  try {
    database.transaction(() => {
      for (const step of steps.slice(version)) step(database)
      database.pragma(`user_version = ${steps.length}`)
    })()
  } catch (cause) {
    const error = catalogError(cause, path)
    if (error instanceof AppError) throw error
    throw new AppError('catalog/not-upgraded', {}, { details: { version, newest: steps.length }, cause })
  }
}
