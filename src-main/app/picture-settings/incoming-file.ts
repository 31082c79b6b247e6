// A file that is sent here to be looked at: on the disk piece by piece while it arrives, and gone when it was read.
import { open, rm } from 'node:fs/promises'
import { AppError } from '../../base/errors.ts'
import { partPath } from '../../files/part-files.ts'
import { systemCode, writeError } from '../../files/system-error.ts'

/** Errors: those of `use`, `picture-settings/too-large` as soon as more than `mostBytes` have come, `disk/…`. */
export async function withIncomingFile<Result>(
  folder: string,
  body: AsyncIterable<Uint8Array>,
  mostBytes: number,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const path = partPath(folder)
  try {
    await receive(path, body, mostBytes)
    return await use(path)
  } catch (cause) {
    if (cause instanceof AppError || systemCode(cause) === '') throw cause
    throw writeError(cause, folder)
  } finally {
    // What cannot be removed goes at the next start.
    await rm(path, { force: true }).catch(() => undefined)
  }
}

async function receive(path: string, body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<void> {
  // Nobody else's eyes: a picture may be private.
  const file = await open(path, 'wx', 0o600)
  try {
    let size = 0
    for await (const piece of body) {
      size += piece.byteLength
      if (size > mostBytes)
        throw new AppError('picture-settings/too-large', { megabytes: mostBytes / 2 ** 20 })
      await file.writeFile(piece)
    }
  } finally {
    await file.close()
  }
}
