// Bytes that are sent here: on the disk piece by piece while they arrive, and gone again unless whoever uses them moves them.
import { open, rm } from 'node:fs/promises'
import { AppError } from '../base/errors.ts'
import { partPath } from './part-files.ts'
import { systemCode, writeError } from './system-error.ts'

export type Incoming = {
  /** More is not taken. */
  readonly mostBytes: number
  /** Thrown as soon as more have come. */
  tooLarge(): AppError
  /** Of the file; the system's own where it is not said. */
  readonly mode?: number
  /** Whether the bytes are on the disk itself before they are used: for those that stay. */
  readonly lasting?: boolean
}

/** `folder` is there already. Errors: those of `use`, `tooLarge`, `disk/…`. */
export async function withIncoming<Result>(
  folder: string,
  body: AsyncIterable<Uint8Array>,
  incoming: Incoming,
  use: (path: string, sizeBytes: number) => Promise<Result>,
): Promise<Result> {
  const path = partPath(folder)
  try {
    return await use(path, await receive(path, body, incoming))
  } catch (cause) {
    if (cause instanceof AppError || systemCode(cause) === '') throw cause
    throw writeError(cause, folder)
  } finally {
    // What cannot be removed goes at the next start.
    await rm(path, { force: true }).catch(() => undefined)
  }
}

async function receive(
  path: string,
  body: AsyncIterable<Uint8Array>,
  { mostBytes, tooLarge, mode, lasting = false }: Incoming,
): Promise<number> {
  const file = await open(path, 'wx', mode)
  try {
    let size = 0
    for await (const piece of body) {
      size += piece.byteLength
      if (size > mostBytes) throw tooLarge()
      await file.writeFile(piece)
    }
    if (lasting) await file.sync()
    return size
  } finally {
    await file.close()
  }
}
