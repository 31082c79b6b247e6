// One backup of a catalog that others go on writing: copied in pieces, looked through, and only then under its name.
import { mkdirSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { keepToOneself } from '../own-file.ts'
import { backupFile, isBackupDue, listBackups, outlived } from './backup-folder.ts'
import { isWhole, sizeOf } from './check-catalog.ts'
import { syncPath } from './sync-path.ts'

/** `no-room`: it would leave the disk with too little. `damaged`: the catalog is; older backups stay as they are. */
export type BackedUp = 'made' | 'not-due' | 'no-room' | 'damaged'

const unfinishedName = 'unfinished.part'
/** A disk that is nearly full has something better to do. */
const leastFreeBytes = 256 * 2 ** 20
const pagesAtATime = 500

/**
 * For a process of its own. A day has one, so one that was killed is simply tried again. Throws what SQLite and the disk
 * throw; then nothing but an unfinished file is left, which the next one removes.
 */
export async function backUpDaily(catalog: string, folder: string, now: Date): Promise<BackedUp> {
  if (!isBackupDue(listBackups(folder), now)) return isWhole(catalog) ? 'not-due' : 'damaged'
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  removeUnfinished(folder)
  const bytes = sizeOf(catalog) + sizeOf(`${catalog}-wal`)
  if (freeBytes(folder) < bytes + leastFreeBytes) return isWhole(catalog) ? 'no-room' : 'damaged'
  const unfinished = join(folder, unfinishedName)
  // A copy of the whole: what is wrong with the catalog is wrong with it, too.
  if (!(await copied(catalog, unfinished)) || !isWhole(unfinished)) {
    removeUnfinished(folder)
    return 'damaged'
  }
  syncPath(unfinished)
  const made = backupFile(folder, now)
  renameSync(unfinished, made)
  syncPath(folder)
  for (const { path } of outlived(listBackups(folder))) if (path !== made) rmSync(path, { force: true })
  return 'made'
}

/** As the catalog was at one moment, in one file without a log. False where the catalog cannot be read. */
async function copied(catalog: string, target: string): Promise<boolean> {
  keepToOneself(target)
  try {
    const source = new Sqlite(catalog, { readonly: true, fileMustExist: true, timeout: 2_000 })
    try {
      // It reads what was there when it began, whatever is written meanwhile.
      source.exec('begin')
      source.prepare('select count(*) from sqlite_schema').get()
      await source.backup(target, { progress: () => pagesAtATime })
    } finally {
      source.close()
    }
    const copy = new Sqlite(target)
    try {
      copy.pragma('journal_mode = DELETE')
    } finally {
      copy.close()
    }
    return true
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return false
    throw error
  }
}

function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith(unfinishedName)) rmSync(join(folder, name), { force: true })
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
