// Writes a file whole or not at all: under a temporary name, synced, then renamed.
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { moveWithoutReplacing } from './moving/move-without-replacing.ts'
import { partPath } from './part-files.ts'
import { writeError } from './system-error.ts'

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>
/** Reads what was written before it has its name; what it throws keeps it from getting one. */
type Check = (temporary: string) => Promise<void>

/** Small enough that a write that is given up ends soon. */
const largestWrite = 64 * 2 ** 20

const writing = new Set<Promise<void>>()
const temporaryFiles = new Set<string>()
let givenUp = false

/**
 * Nothing is finished from now on: what is being written ends at its next piece, and its temporary file is gone.
 * Where the system allows it the file goes first: a write on a slow disk may outlast whoever waits for this.
 */
export async function giveUpWrites(): Promise<void> {
  givenUp = true
  await Promise.all([...temporaryFiles].map(removeIfPossible))
  await Promise.allSettled(writing)
}

async function removeIfPossible(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined)
}

/**
 * Replaces `path` with the chunks; a file that was there keeps its mode. Until the last byte is on the disk
 * the old file stays as it was; when anything fails nothing is left behind. Errors of the system are
 * `disk/…`; errors of the chunks and of `check` are thrown on.
 */
export async function writeFileAtomically(
  path: string,
  chunks: Chunks | Uint8Array,
  check?: Check,
): Promise<void> {
  await counted(write(path, chunks, rename, check))
}

/** The same under a name that is free until the last moment. Throws `disk/file-there` where it is not, besides. */
export async function writeNewFile(path: string, chunks: Chunks | Uint8Array, check?: Check): Promise<void> {
  await counted(write(path, chunks, moveWithoutReplacing, check))
}

async function counted(written: Promise<void>): Promise<void> {
  writing.add(written)
  try {
    await written
  } finally {
    writing.delete(written)
  }
}

async function write(
  path: string,
  chunks: Chunks | Uint8Array,
  name: (from: string, to: string) => Promise<void>,
  check?: Check,
): Promise<void> {
  const temporary = partPath(dirname(path))
  const replaced = await stat(path).catch(() => null)
  temporaryFiles.add(temporary)
  try {
    throwIfGivenUp()
    const file = await onDisk(path, () => open(temporary, 'wx'))
    try {
      throwIfGivenUp()
      // What only its owner could read stays so; some drives have no modes.
      if (replaced !== null) await file.chmod(replaced.mode & 0o777).catch(() => undefined)
      for await (const chunk of chunks instanceof Uint8Array ? [chunks] : chunks)
        await writeAll(file, chunk, path)
      throwIfGivenUp()
      await onDisk(path, () => file.sync())
    } finally {
      await file.close()
    }
    await check?.(temporary)
    throwIfGivenUp()
    await onDisk(path, () => name(temporary, path))
  } catch (error) {
    await removeIfPossible(temporary)
    throw error
  } finally {
    temporaryFiles.delete(temporary)
  }
  await syncFolder(dirname(path))
}

async function writeAll(file: FileHandle, chunk: Uint8Array, path: string): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    throwIfGivenUp()
    const { bytesWritten } = await onDisk(path, () =>
      file.write(chunk, done, Math.min(chunk.length - done, largestWrite)),
    )
    done += bytesWritten
  }
}

async function onDisk<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (cause) {
    throw writeError(cause, path)
  }
}

/** So that the new name survives a power cut. Windows and some network drives cannot; the file itself is safe. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  if (handle === null) return
  await handle.sync().catch(() => undefined)
  await handle.close()
}

function throwIfGivenUp(): void {
  if (givenUp) throw new Error('Nothing is written any more: this process is ending.')
}
