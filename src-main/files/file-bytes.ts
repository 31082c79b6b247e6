// A whole file in memory, never more of it than its reader can bear.
import { basename } from 'node:path'
import { AppError } from '../base/errors.ts'
import { openRegularFile } from './regular-file.ts'
import { readError } from './system-error.ts'

/** The first piece of a file whose size says little: those of Linux's own folders claim to be empty. */
const smallestPiece = 64 * 2 ** 10

/** Counted while it is read: what grows meanwhile is refused, too. Errors: those of opening, `file/too-large`. */
export async function readFileBytes(path: string, mostBytes: number): Promise<Buffer<ArrayBuffer>> {
  const { file, stats } = await openRegularFile(path)
  try {
    if (stats.size > mostBytes) throw tooLarge(path, mostBytes)
    let bytes = Buffer.alloc(Math.max(stats.size + 1, smallestPiece))
    let length = 0
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length)
      length += bytesRead
      if (length > mostBytes) throw tooLarge(path, mostBytes)
      if (bytesRead === 0) return bytes.subarray(0, length)
      if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, mostBytes + 1))
    }
  } catch (cause) {
    throw readError(cause, path)
  } finally {
    await file.close()
  }
}

function tooLarge(path: string, mostBytes: number): AppError {
  return new AppError('file/too-large', { file: basename(path) }, { details: { path, mostBytes } })
}
