// One look's listing against what is known: what is new or changed is read, and every catalog hears what is its own.
import { setImmediate as immediate } from 'node:timers/promises'
import { isCancelled, throwIfCancelled } from '../base/cancel.ts'
import { reportError, type ErrorReport } from '../base/errors.ts'
import { toStore } from '../contract/stored.ts'
import type { FileStampRow, FileTable, NewFile } from '../database/files.ts'
import { fileThingKind } from './kinds/file-thing.ts'
import { itemOfFile } from './kinds/item-of-file.ts'
import { modelIdOf } from './models/model-catalog.ts'
import type { FolderListing, ListedFile } from './folders/list-folders.ts'
import type { FileReading, LibraryReader, ReadFile } from './library-reader.ts'
import { refusedReading } from './refused-reading.ts'

/** Grows when files are read differently: all of them are then read once more. */
export const readerVersion = 5

export type TakeInOptions = {
  table: FileTable
  readers: readonly LibraryReader[]
  /** Throws `job/cancelled` when it is ended. */
  read(file: ListedFile): Promise<FileReading>
  /** Ends it: what has been read by then stays. */
  signal?: AbortSignal
  /** Before the first of the new files, and after each. */
  onProgress(read: number, toRead: number): void
  /** Files that no catalog tells of are others, gone or back. */
  onOthers(): void
}

/** Thousands of files are compared in small pieces. */
const pieceFiles = 2000
/** How many are asked for at a time, and written together: while they are, the reader has others. */
const partSize = 50

/** Failures that say nothing of the file: a person who looks again wants them tried again. */
const passing = new Set([
  'file/too-slow',
  'file/reader-ended',
  'file/read-failed',
  'file/too-many-open',
  'file/unreadable',
])

/**
 * Throws `job/cancelled` when it is ended or the processes were closed, and what the database
 * throws; what was taken in until then stays.
 */
export async function takeIn(listing: FolderListing, options: TakeInOptions): Promise<void> {
  const { table, readers } = options
  const known = new Map(table.stamps().map((row) => [row.path, row]))
  await immediate()
  const stale = new Set(readers.flatMap((reader) => reader.stale?.() ?? []))
  const fresh: ListedFile[] = []
  const back: string[] = []
  let count = 0
  for (const file of listing.files.values()) {
    if (++count % pieceFiles === 0) await immediate()
    const row = known.get(file.path)
    if (row === undefined || stale.has(file.path) || !isSame(row, file)) fresh.push(file)
    else if (row.missing) back.push(file.path)
  }
  const gone = [...known.values()].filter(({ path, missing }) => !missing && !listing.files.has(path))
  const goneNow = gone.map(({ path }) => path)
  for (const reader of readers) reader.begin?.({ gone: new Set(goneNow), known, fresh })

  let done = 0
  /** What is still read then is read for nothing. */
  let isOver = false
  if (fresh.length > 0) options.onProgress(done, fresh.length)
  /** Null for what was not read any more. */
  const readOneMore = async (file: ListedFile): Promise<Read | null> => {
    const read = await readOne(file, options).catch((error: unknown) => {
      if (options.signal?.aborted && isCancelled(error)) return null
      throw error
    })
    if (read === null || isOver) return null
    options.onProgress(++done, fresh.length)
    return read
  }
  try {
    for await (const part of readingAhead(fresh, readOneMore)) {
      const read = part.filter((one) => one !== null)
      for (const reader of readers) await reader.take(read.map(({ file }) => file))
      table.put(read.map(rowOf))
      if (read.some(({ file }) => file.model === null && file.adapter === null)) options.onOthers()
      throwIfCancelled(options.signal)
    }
  } finally {
    isOver = true
  }
  const isOfOthers = table.hasOthers([...goneNow, ...back])
  for (const reader of readers) reader.end(goneNow, back)
  table.setMissing(goneNow, true)
  table.setMissing(back, false)
  if (isOfOthers) options.onOthers()
}

/** Part by part in their order. Whoever stops leaves nothing behind that nobody hears of. */
async function* readingAhead<File, Result>(
  files: readonly File[],
  read: (file: File) => Promise<Result>,
): AsyncGenerator<Result[]> {
  const partAt = (start: number): Promise<Result[]> => {
    const part = Promise.all(files.slice(start, start + partSize).map(read))
    part.catch(() => undefined)
    return part
  }
  let next = partAt(0)
  for (let start = 0; start < files.length; start += partSize) {
    const part = await next
    next = partAt(start + partSize)
    yield part
  }
}

type Read = { readonly file: ReadFile; readonly problem: ErrorReport | null }

async function readOne(file: ListedFile, { read }: TakeInOptions): Promise<Read> {
  try {
    const reading = await read(file)
    return { file: { ...file, ...reading }, problem: reading.thing.problem }
  } catch (error) {
    if (isCancelled(error)) throw error
    const problem = reportError(error)
    return { file: { ...file, ...refusedReading(file.path, problem) }, problem }
  }
}

function isSame(row: FileStampRow, file: ListedFile): boolean {
  return (
    row.sizeBytes === file.sizeBytes &&
    row.modifiedMs === file.modifiedMs &&
    row.besideMs === file.besideMs &&
    (row.reader === readerVersion || row.reader === 0)
  )
}

function rowOf({ file, problem }: Read): NewFile {
  const isListed = file.model !== null || file.adapter !== null
  const { path, sizeBytes, modifiedMs, besideMs, thing, headerHash, words } = file
  return {
    id: modelIdOf(path),
    item: isListed ? null : itemOfFile(file, thing, words),
    addedAt: new Date().toISOString(),
    path,
    sizeBytes,
    modifiedMs,
    besideMs,
    kind: thing.kind,
    thing: toStore(fileThingKind, thing),
    headerHash,
    words: words.length === 0 ? null : words,
    reader: problem !== null && passing.has(problem.code) ? 0 : readerVersion,
  }
}
