// Whether a catalog is whole: every page of it is where it should be and says what it should.
import { statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

/** What is being written meanwhile is waited for. */
const busyMs = 2_000

/**
 * As it lies at its path, with what is in its write-ahead log; an empty file is no catalog. Nothing is changed. Throws
 * what is not damage.
 */
export function isWhole(path: string): boolean {
  return (versionOf(path, 'all') ?? 0) > 0
}

/**
 * Its version; 0 of what is empty, null where it is damaged. `all` looks at every page, `beginning` at what any opening
 * reads.
 */
export function versionOf(path: string, what: 'all' | 'beginning'): number | null {
  try {
    const file = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: busyMs })
    try {
      file.prepare('select count(*) from sqlite_schema').get()
      if (what === 'all' && complaints(file).length > 0) return null
      return Number(file.pragma('user_version', { simple: true }))
    } finally {
      file.close()
    }
  } catch (error) {
    if (isDamage(error)) return null
    throw error
  }
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/** What is found by words is made anew from the rows, so that its tables not fitting each other is no loss. */
function complaints(file: Sqlite.Database): string[] {
  const rows = file.pragma('quick_check(20)') as { quick_check: string }[]
  const said = rows.map(({ quick_check }) => quick_check)
  return said.filter((line) => line !== 'ok' && !/\bfts5\b/i.test(line))
}

function isDamage(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)
}
