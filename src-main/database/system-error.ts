// What SQLite says about a file of the data folder, as one of our errors: only a damaged file is called damaged.
import { basename, dirname } from 'node:path'
import { AppError } from '../base/errors.ts'

/**
 * Codes by the beginnings of SQLite's or the system's: `SQLITE_IOERR` is
 * `SQLITE_IOERR_WRITE`, too. The first that fits counts.
 */
const codes = [
  ['disk/data-gone', ['SQLITE_READONLY_DBMOVED']],
  ['disk/data-full', ['SQLITE_FULL', 'ENOSPC', 'EDQUOT']],
  ['disk/data-read-only', ['SQLITE_READONLY', 'EROFS']],
  ['disk/data-no-permission', ['SQLITE_PERM', 'SQLITE_AUTH', 'EACCES', 'EPERM']],
  ['catalog/busy', ['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_PROTOCOL']],
  ['disk/data-failed', ['SQLITE_IOERR', 'EIO']],
  ['catalog/unreadable', ['SQLITE_CANTOPEN', 'ENOENT', 'ENOTDIR', 'EISDIR']],
  ['catalog/damaged', ['SQLITE_CORRUPT', 'SQLITE_NOTADB']],
] as const

/** What is neither SQLite's nor the system's, and what is a mistake of our own, is handed back as it is. */
export function catalogError(cause: unknown, path: string): unknown {
  const systemCode = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const found = codes.find(([, beginnings]) =>
    beginnings.some((beginning) => systemCode === beginning || systemCode.startsWith(`${beginning}_`)),
  )
  if (found === undefined) return cause
  return new AppError(
    found[0],
    { name: basename(path) },
    { details: { folder: dirname(path), systemCode }, cause },
  )
}
