// The hashing of whole files that nobody waits for: how far it has come, and rest while a person wants it.
import { basename } from 'node:path'
import { isCancelled } from '../base/cancel.ts'
import { AppError } from '../base/errors.ts'
import type { HashingProgress } from '../contract/studio.ts'
import type { AdapterHashes } from './adapters/adapter-work.ts'
import { telling } from './telling.ts'
import type { LibraryWork } from './worker/library-work.ts'

/** How many of the adapters that nobody asked about are measured; `isWaiting` while pictures are made. */
export type Filling = { readonly done: number; readonly of: number; readonly isWaiting: boolean }

export type Hashing = {
  /** Both hashes of a whole file; while it rests, whoever asks waits. Rejects as the work does, and when closed. */
  hashes(path: string): Promise<AdapterHashes>
  /** Whether somebody waits for this file: it is read although the rest rests, and so is what was asked of it before. */
  urge(path: string, isUrgent: boolean): void
  /** Null when there is nothing more to measure. */
  noteFilling(filling: Filling | null): void
  /** What is read now is begun again when it goes on. */
  pause(isPaused: boolean): void
  /** Null when there is nothing to hash. */
  progress(): HashingProgress | null
  close(): void
}

type Reading = { share: number; readonly since: number; readonly stop: AbortController }

/** Seconds of reading after which its speed says how long the rest takes. */
const soonestGuess = 0.5

export function hashing(
  work: Pick<LibraryWork, 'hashes'>,
  onProgress: (progress: HashingProgress | null) => void,
): Hashing {
  /** In the order in which they are read: the first is being read. */
  const readings = new Map<string, Reading>()
  const waiting = new Set<{ path: string; resolve(): void; reject(error: unknown): void }>()
  const urgent = new Set<string>()
  let filling: Filling | null = null
  let isPaused = false
  let isClosed = false
  /** How long adapters have been measured until `since`, rests aside; null while it rests. */
  let workedMs = 0
  let since: number | null = null
  const told = telling(progress, onProgress)

  function tell(): void {
    if (progress() === null) told.over()
    else told.note()
  }

  function isWorking(): boolean {
    return filling !== null && !filling.isWaiting && !isPaused
  }

  /** Called whenever that may have changed. */
  function clock(): void {
    const now = performance.now()
    if (since !== null) workedMs += now - since
    since = isWorking() ? now : null
  }

  const rests = (path: string): boolean => isPaused && !urgent.has(path)

  async function goingOn(path: string): Promise<void> {
    while (rests(path)) await new Promise<void>((resolve, reject) => waiting.add({ path, resolve, reject }))
    if (isClosed) throw new AppError('job/cancelled')
  }

  /** What rests is broken off, and what no longer does goes on. */
  function direct(): void {
    for (const [path, { stop }] of readings) if (rests(path)) stop.abort()
    for (const one of waiting) {
      if (rests(one.path)) continue
      waiting.delete(one)
      one.resolve()
    }
  }

  /** Null when it was broken off to rest. */
  async function readOnce(path: string): Promise<AdapterHashes | null> {
    const reading: Reading = { share: 0, since: performance.now(), stop: new AbortController() }
    readings.set(path, reading)
    tell()
    try {
      return await work.hashes(path, {
        signal: reading.stop.signal,
        onProgress: (share) => (reading.share = share),
      })
    } catch (error) {
      if (reading.stop.signal.aborted && isCancelled(error)) return null
      throw error
    } finally {
      readings.delete(path)
      tell()
    }
  }

  async function hashes(path: string): Promise<AdapterHashes> {
    for (;;) {
      await goingOn(path)
      const read = await readOnce(path)
      if (read !== null) return read
    }
  }

  function secondsLeft(reading: Reading | undefined): number | null {
    if (filling !== null) {
      const seconds = (workedMs + (since === null ? 0 : performance.now() - since)) / 1000
      const isGuess = filling.done === 0 || seconds < soonestGuess || !isWorking()
      return isGuess ? null : Math.ceil((seconds / filling.done) * (filling.of - filling.done))
    }
    if (reading === undefined || reading.share === 0) return null
    const seconds = (performance.now() - reading.since) / 1000
    return seconds < soonestGuess ? null : Math.ceil((seconds / reading.share) * (1 - reading.share))
  }

  function progress(): HashingProgress | null {
    const [first] = readings
    if (isClosed || (first === undefined && filling === null && waiting.size === 0)) return null
    return {
      file: first === undefined ? null : basename(first[0]),
      share: first === undefined ? null : first[1].share,
      done: filling?.done ?? 0,
      of: filling?.of ?? 0,
      secondsLeft: secondsLeft(first?.[1]),
      state: isPaused ? 'paused' : first === undefined && filling?.isWaiting ? 'waiting' : 'running',
    }
  }

  return {
    hashes,
    urge(path, isUrgent) {
      if (isUrgent) urgent.add(path)
      else urgent.delete(path)
      direct()
    },
    noteFilling(now) {
      if (filling === null) workedMs = 0
      filling = now
      clock()
      tell()
    },
    pause(wish) {
      isPaused = wish
      clock()
      direct()
      tell()
    },
    progress,
    close() {
      isClosed = true
      for (const { reject } of waiting) reject(new AppError('job/cancelled'))
      waiting.clear()
      told.over()
    },
  }
}
