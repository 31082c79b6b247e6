// One host owns a data folder. The lock is a database lock, so the system releases it when its owner dies.
import Sqlite from 'better-sqlite3'

export type FolderLock = { release(): void }

/** Null when another host holds the lock. */
export function lockFolder(lockFile: string): FolderLock | null {
  const lock = new Sqlite(lockFile, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
  return { release: () => lock.close() }
}
