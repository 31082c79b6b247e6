// Opens what is a regular file, and nothing else: a pipe would wait for ever, a device never ends.
import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import { basename } from 'node:path'
import { AppError } from '../base/errors.ts'
import { readError } from './system-error.ts'

export type OpenedFile = { readonly file: FileHandle; readonly stats: Stats }

/**
 * Opening a pipe so comes back at once; Windows has no such flag (then it adds nothing) and no pipes among its files.
 */
const withoutWaiting = constants.O_RDONLY | constants.O_NONBLOCK

/**
 * For reading; links are followed. Errors: `file/missing`, `file/unreadable`, `file/is-a-folder`, `file/not-regular`.
 */
export async function openRegularFile(path: string): Promise<OpenedFile> {
  // Looked at before it is opened: opening alone makes some devices act.
  const found = await stat(path).catch((cause: unknown) => {
    throw readError(cause, path)
  })
  refuseOthers(found, path)
  const file = await open(path, withoutWaiting).catch((cause: unknown) => {
    throw readError(cause, path)
  })
  try {
    const stats = await file.stat()
    refuseOthers(stats, path)
    return { file, stats }
  } catch (cause) {
    await file.close()
    throw readError(cause, path)
  }
}

/** The same for a thread that does nothing else meanwhile. Whoever opens it closes it. */
export function openRegularFileSync(path: string): { readonly file: number; readonly stats: Stats } {
  let file: number | null = null
  try {
    refuseOthers(statSync(path), path)
    file = openSync(path, withoutWaiting)
    const stats = fstatSync(file)
    refuseOthers(stats, path)
    return { file, stats }
  } catch (cause) {
    if (file !== null) closeSync(file)
    throw readError(cause, path)
  }
}

function refuseOthers(stats: Stats, path: string): void {
  if (stats.isFile()) return
  if (stats.isDirectory())
    throw new AppError('file/is-a-folder', { file: basename(path) }, { details: { path } })
  throw new AppError('file/not-regular', { file: basename(path) }, { details: { path } })
}
