// Hashes and block profiles of adapters: made when asked for, and one by one while nothing else is going on.
import { isCancelled } from '../../base/cancel.ts'
import type { AdapterRow } from '../../database/adapter-row.ts'
import type { AdapterTable } from '../../database/adapters.ts'
import { idlePace, type IdlePace } from '../../files/idle-pace.ts'
import type { Filling } from '../hashing.ts'
import type { AdapterHashes, AdapterWork } from './adapter-work.ts'
import { profileOf } from './adapter-summary.ts'

export type AdapterMeasures = {
  /** Null when it takes longer than `patienceMs` or cannot be had; the work goes on and is kept. */
  hash(id: string, patienceMs: number): Promise<AdapterHashes | null>
  /** Null where the kind depends on the base. Throws what keeps the file from being read. */
  profile(id: string): Promise<number[] | null>
  /** Goes through what nobody asked about yet, if it does not already. */
  fillIn(): void
  close(): Promise<void>
}

export type AdapterMeasuresOptions = {
  table: AdapterTable
  work: Pick<AdapterWork, 'hashes' | 'profile'>
  /** Throws `adapter/…` for what is not there. */
  rowOf(id: string): AdapterRow
  /** Something of it was found out. */
  onMeasured(id: string): void
  /** Null leaves what nobody asks about unmeasured. */
  background: { isBusy(): boolean; restMs?: number; onFilling?(filling: Filling | null): void } | null
  /** Writes what is only remembered, if the disk takes it. */
  attempt(write: () => void): void
}

type Background = NonNullable<AdapterMeasuresOptions['background']>

/**
 * Of the time that is taken by work nobody waits for: three parts rest for one part
 * work, and longer while pictures are made.
 */
const restsPerWork = 3
const leastRestMs = 200
const busyRestMs = 2_000

export function adapterMeasures(options: AdapterMeasuresOptions): AdapterMeasures {
  const { table, work, rowOf, onMeasured, background, attempt } = options
  const hashing = new Map<string, Promise<AdapterHashes>>()
  /** Files that could not be measured: not again in this run of the program. */
  const failed = new Set<string>()
  const pace =
    background &&
    idlePace({
      isBusy: background.isBusy,
      restsPerWork,
      leastRestMs: background.restMs ?? leastRestMs,
      busyRestMs,
    })
  let isClosed = false
  let filling: Promise<void> | null = null

  function hashOf(id: string): Promise<AdapterHashes> {
    const row = rowOf(id)
    if (row.sha256 !== null) return Promise.resolve({ sha256: row.sha256, autoV3: row.autoV3 })
    const begun = hashing.get(id) ?? hashNow(row).finally(() => hashing.delete(id))
    hashing.set(id, begun)
    return begun
  }

  async function hashNow(row: AdapterRow): Promise<AdapterHashes> {
    const hashes = await work.hashes(row.path)
    if (!isClosed) {
      attempt(() => table.setHashes(row, hashes.sha256, hashes.autoV3))
      onMeasured(row.id)
    }
    return hashes
  }

  async function profile(id: string): Promise<number[] | null> {
    const row = rowOf(id)
    const known = profileOf(row)
    if (known !== undefined) return known
    const made = await work.profile(row.path)
    if (!isClosed) {
      attempt(() => table.setProfile(row, made))
      onMeasured(id)
    }
    return made
  }

  function nextUnmeasured(): AdapterRow | undefined {
    return table.unmeasured(failed.size + 1).find(({ id }) => !failed.has(id))
  }

  async function measure(id: string): Promise<void> {
    try {
      await hashOf(id)
      await profile(id)
    } catch (error) {
      // A file that went away meanwhile is found missing by the next look.
      if (!isCancelled(error)) failed.add(id)
    }
  }

  async function fill({ onFilling }: Background, { turn }: IdlePace): Promise<void> {
    let done = 0
    // Of those that failed nothing more is to come.
    const tell = (isWaiting: boolean): void =>
      onFilling?.({ done, of: done + table.countUnmeasured() - failed.size, isWaiting })
    while (nextUnmeasured() !== undefined) {
      await turn(() => tell(true))
      // Another one may have come meanwhile, or this one gone.
      const row = nextUnmeasured()
      if (row === undefined) return
      tell(false)
      await measure(row.id)
      done++
    }
  }

  function fillNow(background: Background, pace: IdlePace): Promise<void> {
    return (
      fill(background, pace)
        // The end of the app.
        .catch(() => undefined)
        .finally(() => {
          pace.end()
          filling = null
          background.onFilling?.(null)
        })
    )
  }

  return {
    async hash(id, patienceMs) {
      let patience: NodeJS.Timeout | undefined
      const tired = new Promise<null>((resolve) => {
        patience = setTimeout(() => resolve(null), patienceMs)
      })
      // Reading the file reports what is wrong with it; here it only has no hash.
      const begun = (async () => hashOf(id))().catch(() => null)
      return Promise.race([begun, tired]).finally(() => clearTimeout(patience))
    },
    profile,
    fillIn() {
      if (background !== null && pace !== null && !isClosed) filling ??= fillNow(background, pace)
    },
    async close() {
      isClosed = true
      pace?.close()
      await filling
    },
  }
}
