// One host owns a data folder. The lock is a database lock, so the system releases it when its owner dies.
import { rmSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { keepToOneself } from './own-file.ts'
import { catalogError } from './system-error.ts'

export type FolderLock = { release(): void }

/** Null when another host holds the lock. Throws `catalog/unreadable` and `disk/…`. */
export function lockFolder(lockFile: string): FolderLock | null {
  try {
    return take(lockFile)
  } catch (error) {
    // There is nothing in it that anybody needs, and a file that is not a database is locked by nobody.
    if (!isSqlite(error, 'SQLITE_NOTADB')) throw catalogError(error, lockFile)
    rmSync(lockFile, { force: true })
    return take(lockFile)
  }
}

function take(lockFile: string): FolderLock | null {
  keepToOneself(lockFile)
  const lock = new Sqlite(lockFile, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if (isSqlite(error, 'SQLITE_BUSY')) return null
    throw error
  }
  return { release: () => lock.close() }
}

function isSqlite(error: unknown, code: string): boolean {
  return error instanceof Sqlite.SqliteError && error.code.startsWith(code)
}
