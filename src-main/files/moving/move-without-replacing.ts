// A file under another name of its volume, where nothing is.
import { basename } from 'node:path'
import { AppError } from '../../base/errors.ts'
import { systemCode } from '../system-error.ts'
import { realDisk } from './move-disk.ts'

/**
 * The other name first, so that at no moment there is none; where a disk has no second names, the place is taken first.
 * Throws what `taken` makes, and the system's errors.
 */
export async function moveWithoutReplacing(
  from: string,
  to: string,
  taken: (path: string) => Error = fileThere,
): Promise<void> {
  try {
    await realDisk.link(from, to)
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') throw taken(to)
    await realDisk.makeFile(to).catch((error: unknown) => {
      throw systemCode(error) === 'EEXIST' ? taken(to) : error
    })
    return realDisk.rename(from, to)
  }
  await realDisk.unlink(from)
}

function fileThere(path: string): AppError {
  return new AppError('disk/file-there', { file: basename(path) }, { details: { path } })
}
