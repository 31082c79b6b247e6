// Whether the data folder can be written: told when it cannot, looked at until it
// can, and whoever must write waits for that.
import { AppError, reportError, type ErrorReport } from '../base/errors.ts'
import type { Publish } from '../contract/studio.ts'
import type { CatalogDatabase } from '../database/catalog-database.ts'

export type Storage = {
  /** What is wrong with the disk now; null when nothing is. */
  problem(): ErrorReport | null
  /** For everything that the catalog throws; errors of other kinds than its disk's are passed over. */
  note(error: unknown): void
  /** Once the folder can be written; at once when nothing is known against it. Also when the app is closed. */
  writable(): Promise<void>
  /**
   * Does it again and again until the disk takes it. Throws errors of other kinds at
   * once, and the disk's when the app is closed.
   */
  insist<Result>(write: () => Result | Promise<Result>): Promise<Result>
  /** Does it if the disk takes it: for what is nice to have. Throws errors of other kinds than the disk's. */
  attempt(write: () => void): void
  close(): void
}

export type StorageOptions = {
  catalog: Pick<CatalogDatabase, 'probe' | 'reopen' | 'isInPlace'>
  /** Whether the folder is this host's, or could be claimed anew. */
  claim(): boolean
  publish: Publish<'storage'>
  /** The disk takes everything again: whatever was given up meanwhile can be done now. */
  onBack?(): void
  lookApartMs?: number
}

const lookApartMs = 1_000

/** An error of the catalog that goes away by itself, or when a person does something about its disk. */
export function isStorageTrouble(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false
  const { code } = error
  return code.startsWith('disk/data-') || code === 'catalog/busy' || code === 'catalog/unreadable'
}

export function createStorage(options: StorageOptions): Storage {
  const { catalog, claim, publish } = options
  let problem: AppError | null = null
  let shown: ErrorReport | null = null
  let closed = false
  const waiting: (() => void)[] = []
  const timer = setInterval(look, options.lookApartMs ?? lookApartMs)
  timer.unref()

  function show(next: ErrorReport | null): void {
    if (next?.code === shown?.code) return
    shown = next
    publish({ type: 'storage', problem: next })
  }

  function note(error: unknown): void {
    if (!isStorageTrouble(error) || closed) return
    problem = error
    // Another program that holds the catalog for a moment is not worth a word.
    if (error.code !== 'catalog/busy') show(reportError(error))
  }

  function look(): void {
    if (problem === null && catalog.isInPlace()) return
    try {
      const wasAway = problem?.code === 'disk/data-failed' || problem?.code === 'disk/data-gone'
      // Where it is not this catalog that lies there, probing says so.
      if ((wasAway || !catalog.isInPlace()) && claim()) catalog.reopen()
      catalog.probe()
      problem = null
      show(null)
      for (const go of waiting.splice(0)) go()
      options.onBack?.()
    } catch (error) {
      note(error)
      if (problem !== null) show(reportError(problem))
    }
  }

  const writable = (): Promise<void> =>
    problem === null || closed ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))

  return {
    problem: () => shown,
    note,
    writable,
    async insist(write) {
      for (;;) {
        try {
          return await write()
        } catch (error) {
          note(error)
          if (closed || !isStorageTrouble(error)) throw error
          await writable()
        }
      }
    },
    attempt(write) {
      try {
        write()
      } catch (error) {
        note(error)
        if (!isStorageTrouble(error)) throw error
      }
    },
    close() {
      closed = true
      clearInterval(timer)
      waiting.splice(0).forEach((go) => go())
    },
  }
}
