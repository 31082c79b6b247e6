// The library: one listing of the model folders, one watch over them, and the catalogs that hear of both.
import type { ErrorReport } from '../base/errors.ts'
import type { ScanProgress } from '../contract/studio.ts'
import type { FileTable } from '../database/files.ts'
import type { FolderListing } from './folders/list-folders.ts'
import { modelFolders } from './folders/model-folders.ts'
import type { FolderWatchOptions } from './folders/watch-folders.ts'
import type { LibraryReader } from './library-reader.ts'
import { takeIn } from './take-in.ts'
import type { LibraryWork } from './worker/library-work.ts'

export type Library = {
  /** Takes in what changed in the folders; resolves when every catalog knows. Throws what kept it from that. */
  look(): Promise<void>
  /** The same, and files that could not be read the last time are tried again. */
  rescan(): Promise<void>
  /** A look that nobody waits for; a failure is told. */
  lookSoon(): void
  listing(): FolderListing
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
  tell(notice: ErrorReport): void
  onFailure(error: unknown): void
  settleMs?: number
  unwatchedMs?: number
  watch?: FolderWatchOptions['watch']
}

/** A look that is over sooner is not worth a line. */
const quietMs = 300
const tellingsApartMs = 200

export function library(options: LibraryOptions): Library {
  const { table, work, readers } = options
  let progress: ScanProgress | null = null
  let begunAt = 0
  let toldAt = 0

  function note(next: ScanProgress): void {
    const now = performance.now()
    if (progress === null) begunAt = now
    progress = next
    if (now - begunAt < quietMs || now - toldAt < tellingsApartMs) return
    toldAt = now
    options.onProgress(next)
  }

  function over(): void {
    if (progress !== null && toldAt > begunAt) options.onProgress(null)
    progress = null
  }

  const folders = modelFolders({
    roots: options.roots,
    onFound: (found) => note({ found, read: 0, toRead: 0 }),
    async take(listing) {
      const found = listing.files.size
      try {
        await takeIn(listing, {
          table,
          readers,
          read: ({ path, beside }) => work.read(path, beside),
          onProgress: (read, toRead) => note({ found, read, toRead }),
        })
      } finally {
        over()
      }
    },
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
    listing: folders.listing,
    progress: () => progress,
    watch: folders.watch,
    close: folders.close,
  }
}
