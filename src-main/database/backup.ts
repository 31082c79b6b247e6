// A copy of the catalog beside it, made before a newer version of Lamina changes it.
import { renameSync, rmSync } from 'node:fs'
import type Sqlite from 'better-sqlite3'

/**
 * `catalog.sqlite` of version 2 → `catalog.version-2.sqlite`, whole or not there.
 * An older copy of that version is replaced.
 */
export function backupPath(path: string, version: number): string {
  return path.replace(/(\.[^./\\]*)?$/, (extension) => `.version-${version}${extension}`)
}

/** What is in the write-ahead log is in the copy, too. Throws what SQLite throws, then nothing is left. */
export function backUp(database: Sqlite.Database, path: string, version: number): void {
  const target = backupPath(path, version)
  const unfinished = `${target}.part`
  rmSync(unfinished, { force: true })
  try {
    database.prepare('vacuum into ?').run(unfinished)
    renameSync(unfinished, target)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}
