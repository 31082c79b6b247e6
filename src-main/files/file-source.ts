// A file on disk as a byte source: positional reads straight into the buffer that is handed out.
import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../base/errors.ts'
import type { ByteSource } from '../formats/byte-source.ts'
import type { OpenedSource } from '../formats/safetensors-file.ts'
import { openRegularFile } from './regular-file.ts'
import { readError } from './system-error.ts'

/** One system call reads at most this much (Linux stops just below 2 GiB). */
const largestRead = 2 ** 30

/** Errors: `file/missing`, `file/unreadable`, `file/is-a-folder`, `file/not-regular`, `file/read-failed`. */
export async function openFileSource(path: string): Promise<OpenedSource> {
  const { file, stats } = await openRegularFile(path)
  return { path, id: sourceId(path, stats), source: fileSource(file, path, stats.size) }
}

/** Another one for every file, and for the same one after it was changed. */
export function sourceId(path: string, { size, mtimeMs, ino }: Stats): string {
  return `${path}:${size}:${mtimeMs}:${ino}`
}

function fileSource(file: FileHandle, path: string, sizeBytes: number): ByteSource {
  return {
    sizeBytes,
    async read(offset, length) {
      const bytes = reserve(length, path)
      let done = 0
      while (done < length) {
        const wanted = Math.min(length - done, largestRead)
        const { bytesRead } = await file.read(bytes, done, wanted, offset + done).catch((cause: unknown) => {
          throw readError(cause, path)
        })
        if (bytesRead === 0) throw tooShort(path, offset + length)
        done += bytesRead
      }
      return bytes
    },
    close: () => file.close(),
  }
}

function reserve(length: number, path: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length)
  } catch (cause) {
    const details = { path, length }
    throw new AppError('memory/too-little', { file: basename(path) }, { details, cause })
  }
}

function tooShort(path: string, neededBytes: number): AppError {
  return new AppError('file/truncated', { file: basename(path) }, { details: { path, neededBytes } })
}
