// Work on strangers' files in a process beside this one: what takes too long or too much memory ends only that.
import { basename } from 'node:path'
import { AppError, errorFromReport, type ErrorReport } from '../../base/errors.ts'

export type WorkOrder = { readonly id: number; readonly call: string; readonly args: readonly unknown[] }
/** `ready` comes first, once the helper's code is loaded. */
export type WorkAnswer =
  | { readonly ready: true }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ErrorReport }
  /** How far the call has come, from 0 to 1. */
  | { readonly id: number; readonly share: number }

/** A process that does the work; it is begun with the first order and ended when it is to blame. */
export type Helper = {
  post(order: WorkOrder): void
  /** Whether its being there keeps this process alive. */
  hold(alive: boolean): void
  end(): Promise<unknown>
}
export type HelperEvents = {
  answer(answer: WorkAnswer): void
  /** It ended by itself, or because it took more memory than it may. */
  over(why: 'ended' | 'hungry', cause?: unknown): void
}

export type Bounds = {
  readonly mostMs: number
  /** Ends what only waits, and the helper with what it is alone with. */
  readonly signal?: AbortSignal
  /** How far the call has come, from 0 to 1, where it says so. */
  readonly onProgress?: (share: number) => void
  /** The same for orders that are done sooner by whoever did one of them. */
  readonly alike?: number
}

export type GuardedWork = {
  /**
   * `path`: the file it is about. Errors: those of the call, and `file/too-slow`, `file/too-hungry`,
   * `file/reader-ended` for a file that ends the helper; `job/cancelled` after `close` and by its signal.
   */
  ask<Value>(path: string, bounds: Bounds, call: string, ...args: unknown[]): Promise<Value>
  close(): Promise<void>
}

export type GuardOptions = {
  /** How many are with the helper at a time; while one waits for the disk, another computes. */
  readonly atOnce: number
  readonly idleMs?: number
}

type Job = {
  readonly order: WorkOrder
  readonly path: string
  readonly mostMs: number
  readonly onProgress: Bounds['onProgress']
  usedMs: number
  /**
   * It was with a helper that ended: it is tried once more with nothing beside it, so that the one to blame is known.
   */
  alone: boolean
  resolve(value: unknown): void
  reject(error: unknown): void
}

const tickMs = 100
/** A computer that slept did not work. */
const longestTickMs = 1000
const usualIdleMs = 30_000

export function guardedWork(
  begin: (events: HelperEvents) => Helper,
  { atOnce, idleMs = usualIdleMs }: GuardOptions,
): GuardedWork {
  let waiting: Job[] = []
  const inside = new Map<number, Job>()
  let helper: Helper | null = null
  let isReady = false
  let clock: NodeJS.Timeout | undefined
  let idle: NodeJS.Timeout | undefined
  let ticked = 0
  let count = 0
  let isClosed = false

  function start(): Helper {
    isReady = false
    const started = begin({
      answer(answer) {
        if (helper !== started) return
        if ('ready' in answer) isReady = true
        else if ('share' in answer) inside.get(answer.id)?.onProgress?.(answer.share)
        else settle(answer)
      },
      over(why, cause) {
        if (helper === started) letGo(why === 'hungry' ? tooHungry : ended, cause)
      },
    })
    return started
  }

  function settle(answer: Exclude<WorkAnswer, { ready: true } | { share: number }>): void {
    const job = inside.get(answer.id)
    inside.delete(answer.id)
    if ('error' in answer) job?.reject(errorFromReport(answer.error))
    else job?.resolve(answer.value)
    next()
  }

  /** The helper is over; whoever was alone with it is to blame. */
  function letGo(blame: Blame, cause?: unknown): void {
    const old = helper
    helper = null
    const jobs = [...inside.values()]
    inside.clear()
    // An end that nobody waits for: all that the helper had is settled.
    old?.end().catch(() => undefined)
    if (jobs.length === 1) jobs[0]!.reject(blame(jobs[0]!, cause))
    else waiting = [...jobs.map((job) => ({ ...job, alone: true, usedMs: 0 })), ...waiting]
    next()
  }

  function next(): void {
    for (let job = waiting[0]; job !== undefined && hasRoomFor(job); job = waiting[0]) {
      waiting.shift()
      inside.set(job.order.id, job)
      helper ??= start()
      helper.hold(true)
      helper.post(job.order)
    }
    clearTimeout(idle)
    if (inside.size > 0) clock ??= startClock()
    else {
      clearInterval(clock)
      clock = undefined
      helper?.hold(false)
      idle = setTimeout(rest, idleMs).unref()
    }
  }

  function hasRoomFor(job: Job): boolean {
    if (isClosed) return false
    const [first] = inside.values()
    return first === undefined || (inside.size < atOnce && !job.alone && !first.alone)
  }

  function startClock(): NodeJS.Timeout {
    ticked = performance.now()
    return setInterval(tick, tickMs)
  }

  function tick(): void {
    const now = performance.now()
    const passed = Math.min(longestTickMs, now - ticked)
    ticked = now
    // The time to load its code counts against no file.
    if (!isReady) return
    for (const job of inside.values()) job.usedMs += passed
    const isLate = [...inside.values()].some(({ usedMs, mostMs }) => usedMs > mostMs)
    if (isLate) letGo(tooSlow)
  }

  /** What others do beside it goes on; its answer is dropped. */
  function drop(id: number): void {
    const job = inside.get(id) ?? waiting.find(({ order }) => order.id === id)
    if (job === undefined) return
    if (inside.has(id) && inside.size === 1) letGo(closed)
    else {
      inside.delete(id)
      waiting = waiting.filter(({ order }) => order.id !== id)
      job.reject(closed())
      next()
    }
  }

  function rest(): void {
    const old = helper
    helper = null
    old?.end().catch(() => undefined)
  }

  return {
    ask: <Value>(
      path: string,
      { mostMs, signal, onProgress }: Bounds,
      call: string,
      ...args: unknown[]
    ): Promise<Value> =>
      new Promise<Value>((resolve, reject) => {
        if (isClosed || signal?.aborted) {
          reject(closed())
          return
        }
        const id = count++
        const onAbort = (): void => drop(id)
        // One signal may be that of thousands of orders.
        const heard = (): void => signal?.removeEventListener('abort', onAbort)
        waiting.push({
          order: { id, call, args },
          path,
          mostMs,
          onProgress,
          usedMs: 0,
          alone: false,
          resolve(value) {
            heard()
            resolve(value as Value)
          },
          reject(error: Error) {
            heard()
            reject(error)
          },
        })
        signal?.addEventListener('abort', onAbort)
        next()
      }),
    async close() {
      isClosed = true
      clearInterval(clock)
      clearTimeout(idle)
      const jobs = [...inside.values(), ...waiting]
      inside.clear()
      waiting = []
      for (const { reject } of jobs) reject(closed())
      const old = helper
      helper = null
      await old?.end()
    },
  }
}

type Blame = (job: Job, cause?: unknown) => AppError

const tooSlow: Blame = ({ path, mostMs }) =>
  new AppError(
    'file/too-slow',
    { file: basename(path), seconds: Math.ceil(mostMs / 1000) },
    { details: { path } },
  )

const tooHungry: Blame = ({ path }, cause) =>
  new AppError('file/too-hungry', { file: basename(path) }, { details: { path }, cause })

const ended: Blame = ({ path }, cause) =>
  new AppError('file/reader-ended', { file: basename(path) }, { details: { path }, cause })

const closed = (): AppError => new AppError('job/cancelled')
