// The model folders: looked through when asked, when something in them changes, and now and then where nobody can tell.
import { isCancelled } from '../../base/cancel.ts'
import { oneAtATime, type InTurn } from '../../base/turns.ts'
import type { ErrorReport } from '../../base/errors.ts'
import { remark } from '../../messages/table.ts'
import { coalesced } from './coalesced.ts'
import { emptyListing, listFolders, mostFolders, type FolderListing } from './list-folders.ts'
import {
  watchesRecursively,
  watchFolders,
  type FolderWatch,
  type FolderWatchOptions,
} from './watch-folders.ts'

export type ModelFolders = {
  /** As they were when they were looked through last. */
  listing(): FolderListing
  /**
   * Resolves when what is new has been taken in, and throws what kept it from that;
   * asked for meanwhile, it is done once more.
   */
  look(): Promise<void>
  /** Ends the look that is under way, well. The next one comes when it is asked for, or when something changes. */
  end(): void
  /** Work during which nothing is looked at or taken in; a look that is under way begins anew behind it. */
  standStill<Result>(work: () => Promise<Result>): Promise<Result>
  /** From now on changes are noticed. */
  watch(): void
  close(): Promise<void>
}

export type ModelFoldersOptions = {
  roots(): readonly string[]
  /** Takes in what is listed; `look` waits for it. Throws `job/cancelled` when it is ended. */
  take(listing: FolderListing, signal: AbortSignal): Promise<void>
  /** A look is over, well or not. */
  onOver?(): void
  /** How many files were found until now. */
  onFound?(files: number): void
  /** Something that a person should know; each thing is told once. */
  tell(notice: ErrorReport): void
  /** A look that nobody waited for has failed. */
  onFailure(error: unknown): void
  settleMs?: number
  unwatchedMs?: number
  watch?: FolderWatchOptions['watch']
}

/** A copy of many files is over when nothing has changed for so long … */
const usualSettleMs = 700
/** … or after so long, when it goes on. */
const longestSettles = 15
const usualUnwatchedMs = 60_000

export function modelFolders(options: ModelFoldersOptions): ModelFolders {
  const { roots, take, settleMs = usualSettleMs, unwatchedMs = usualUnwatchedMs } = options
  let listing = emptyListing
  let watching: FolderWatch | null = null
  let settling: NodeJS.Timeout | undefined
  let changedAt: number | null = null
  let unwatched: NodeJS.Timeout | undefined
  const told = new Set<string>()
  let ending = new AbortController()
  let isClosed = false
  const inTurn: InTurn = oneAtATime()
  let isLooking = false
  let isInterrupted = false

  async function lookOnce(): Promise<void> {
    do {
      await inTurn(lookInTurn)
    } while (isInterrupted && !isClosed)
  }

  async function lookInTurn(): Promise<void> {
    isInterrupted = false
    isLooking = true
    ending = new AbortController()
    const { signal } = ending
    try {
      await lookUntil(signal)
    } catch (error) {
      if (!signal.aborted || !isCancelled(error)) throw error
    } finally {
      isLooking = false
      options.onOver?.()
    }
  }

  async function lookUntil(signal: AbortSignal): Promise<void> {
    changedAt = null
    const found = await listFolders(roots(), { signal, onFolder: options.onFound })
    if (isClosed) return
    listing = found
    // Before anything is taken in: what changes from here on is noticed.
    if (follow()) soon()
    if (found.isCut) tellOnce(remark('library/too-many-folders', { most: mostFolders }))
    await take(found, signal)
  }
  const { ask: look, drop, settled } = coalesced(lookOnce)

  /** Whether folders came to be watched: what was put into them before has not been told. */
  function follow(): boolean {
    if (watching === null) return false
    const places = watchesRecursively ? [...roots(), ...listing.links] : listing.folders.keys()
    const added = watching.follow(places)
    // A disk that is away comes back without a word.
    const isWhole = watching.isWhole() && listing.absent.length === 0
    clearInterval(unwatched)
    unwatched = isWhole ? undefined : setInterval(nowAndThen, unwatchedMs).unref()
    return added
  }

  function soon(): void {
    if (isClosed) return
    clearTimeout(settling)
    changedAt ??= performance.now()
    const isLong = performance.now() - changedAt > longestSettles * settleMs
    settling = setTimeout(quietly, isLong ? 0 : settleMs).unref()
  }

  /** Not against the will of a person who has ended the last one. */
  function nowAndThen(): void {
    if (!ending.signal.aborted) quietly()
  }

  function quietly(): void {
    look().catch((error: unknown) => {
      if (!isClosed) options.onFailure(error)
    })
  }

  function tellOnce(notice: ErrorReport): void {
    if (told.has(notice.code)) return
    told.add(notice.code)
    options.tell(notice)
  }

  return {
    listing: () => listing,
    look,
    end() {
      isInterrupted = false
      clearTimeout(settling)
      drop()
      ending.abort()
    },
    standStill(work) {
      isInterrupted ||= isLooking
      if (isLooking) ending.abort()
      return inTurn(work)
    },
    watch() {
      watching ??= watchFolders({
        onChange: soon,
        onRefusal: (reason) => tellOnce(remark('library/unwatched', { reason })),
        ...(options.watch === undefined ? {} : { watch: options.watch }),
      })
      follow()
    },
    async close() {
      isClosed = true
      clearTimeout(settling)
      clearInterval(unwatched)
      watching?.close()
      await settled()
    },
  }
}
