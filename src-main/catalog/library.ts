// The library: one listing of the model folders, one watch over them, and the catalogs that hear of both.
import type { ErrorReport } from '../base/errors.ts'
import type { LibraryFile } from '../contract/library-file.ts'
import type { ScanProgress } from '../contract/studio.ts'
import type { FileTable } from '../database/files.ts'
import type { FolderListing } from './folders/list-folders.ts'
import { modelFolders, type ModelFolders } from './folders/model-folders.ts'
import { storedThing } from './kinds/file-thing.ts'
import type { FolderWatchOptions } from './folders/watch-folders.ts'
import type { LibraryReader } from './library-reader.ts'
import { takeIn } from './take-in.ts'
import { telling } from './telling.ts'
import type { LibraryWork } from './worker/library-work.ts'

export type Library = {
  /** Takes in what changed in the folders; resolves when every catalog knows. Throws what kept it from that. */
  look(): Promise<void>
  /** The same, and files that could not be read the last time are tried again. */
  rescan(): Promise<void>
  /** A look that nobody waits for; a failure is told. */
  lookSoon(): void
  /** Ends the look that is under way: what it has read stays, and the next one goes on with the rest. */
  end(): void
  listing(): FolderListing
  standStill: ModelFolders['standStill']
  /** What each file is that is there, as it was read last; by path. */
  files(): LibraryFile[]
  /** How far a look has come; null when there is none. */
  progress(): ScanProgress | null
  watch(): void
  close(): Promise<void>
}

export type LibraryOptions = {
  table: FileTable
  roots(): readonly string[]
  work: Pick<LibraryWork, 'read'>
  /** Each hears of every look, in this order. */
  readers: readonly LibraryReader[]
  onProgress(progress: ScanProgress | null): void
  /** Files that no reader tells of have changed. */
  onOthers(): void
  tell(notice: ErrorReport): void
  onFailure(error: unknown): void
  settleMs?: number
  unwatchedMs?: number
  watch?: FolderWatchOptions['watch']
}

/** Seconds of reading after which its speed says how long the rest takes. */
const soonestGuess = 0.5

export function library(options: LibraryOptions): Library {
  const { table, work, readers } = options
  let counts: Omit<ScanProgress, 'secondsLeft'> | null = null
  let readingSince = 0
  /** Also while one slow file is read. */
  const told = telling(progress, options.onProgress)

  function note(found: number, read = 0, toRead = 0): void {
    if (read === 0) readingSince = performance.now()
    counts = { found, read, toRead }
    told.note()
  }

  function progress(): ScanProgress | null {
    if (counts === null) return null
    const { read, toRead } = counts
    const seconds = (performance.now() - readingSince) / 1000
    const isGuess = read === 0 || seconds < soonestGuess
    return { ...counts, secondsLeft: isGuess ? null : Math.ceil((seconds / read) * (toRead - read)) }
  }

  function over(): void {
    counts = null
    told.over()
  }

  const folders = modelFolders({
    roots: options.roots,
    onFound: (found) => note(found),
    onOver: over,
    take: (listing, signal) =>
      takeIn(listing, {
        table,
        readers,
        signal,
        read: ({ path, beside, sizeBytes }) => work.read(path, beside, { sizeBytes, signal }),
        onProgress: (read, toRead) => note(listing.files.size, read, toRead),
        onOthers: options.onOthers,
      }),
    tell: options.tell,
    onFailure: options.onFailure,
    ...(options.settleMs === undefined ? {} : { settleMs: options.settleMs }),
    ...(options.unwatchedMs === undefined ? {} : { unwatchedMs: options.unwatchedMs }),
    ...(options.watch === undefined ? {} : { watch: options.watch }),
  })
  return {
    look: folders.look,
    rescan() {
      table.removeUnread()
      return folders.look()
    },
    lookSoon: () => void folders.look().catch(options.onFailure),
    end: folders.end,
    listing: folders.listing,
    standStill: folders.standStill,
    files: () =>
      table.all().flatMap((row) => {
        const thing = storedThing(row)
        const { path, sizeBytes, missing } = row
        return missing || thing === null ? [] : [{ path, sizeBytes, thing }]
      }),
    progress,
    watch: folders.watch,
    async close() {
      await folders.close()
      over()
    },
  }
}
