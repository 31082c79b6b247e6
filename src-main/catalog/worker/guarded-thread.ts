// A thread for work on strangers' files: what takes too long or too much memory ends the thread, never the host.
import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError, errorFromReport, type ErrorReport } from '../../base/errors.ts'

export type WorkOrder = { readonly id: number; readonly call: string; readonly args: readonly unknown[] }
/** `ready` comes first, once the thread's code is loaded. */
export type WorkAnswer =
  | { readonly ready: true }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ErrorReport }

export type GuardedThread = {
  /**
   * `path`: the file it is about. Errors: those of the call, and `file/too-slow`, `file/too-hungry`,
   * `file/reader-ended` for a file that ends the thread; `job/cancelled` after `close`.
   */
  ask<Value>(path: string, mostMs: number, call: string, ...args: unknown[]): Promise<Value>
  close(): Promise<void>
}

export type ThreadOptions = {
  /** The code of the thread. */
  readonly file: string
  readonly memoryMb: number
  /** So many are in the thread at a time; while one waits for the disk, another computes. */
  readonly atOnce: number
  readonly idleMs?: number
}

type Job = {
  readonly order: WorkOrder
  readonly path: string
  readonly mostMs: number
  usedMs: number
  /** It was in a thread that ended: it is tried once more with nothing beside it, so that the one to blame is known. */
  alone: boolean
  resolve(value: unknown): void
  reject(error: unknown): void
}

const tickMs = 100
/** A computer that slept did not work. */
const longestTickMs = 1000
const usualIdleMs = 30_000

export function guardedThread({
  file,
  memoryMb,
  atOnce,
  idleMs = usualIdleMs,
}: ThreadOptions): GuardedThread {
  let waiting: Job[] = []
  const inside = new Map<number, Job>()
  let worker: Worker | null = null
  let isReady = false
  let clock: NodeJS.Timeout | undefined
  let idle: NodeJS.Timeout | undefined
  let ticked = 0
  let count = 0
  let isClosed = false

  function start(): Worker {
    const started = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } })
    isReady = false
    started.on('message', (answer: WorkAnswer) => {
      if (worker !== started) return
      if ('ready' in answer) isReady = true
      else settle(answer)
    })
    started.on('error', (cause) => {
      if (worker === started) letGo(isOutOfMemory(cause) ? tooHungry : ended, cause)
    })
    started.on('exit', () => {
      if (worker === started) letGo(ended)
    })
    return started
  }

  function settle(answer: Exclude<WorkAnswer, { ready: true }>): void {
    const job = inside.get(answer.id)
    inside.delete(answer.id)
    if ('error' in answer) job?.reject(errorFromReport(answer.error))
    else job?.resolve(answer.value)
    next()
  }

  /** The thread is over; whoever was alone in it is to blame. */
  function letGo(blame: Blame, cause?: unknown): void {
    const old = worker
    worker = null
    const jobs = [...inside.values()]
    inside.clear()
    // An end that nobody waits for: the thread has nothing of ours any more.
    old?.terminate().catch(() => undefined)
    if (jobs.length === 1) jobs[0]!.reject(blame(jobs[0]!, cause))
    else waiting = [...jobs.map((job) => ({ ...job, alone: true, usedMs: 0 })), ...waiting]
    next()
  }

  function next(): void {
    for (let job = waiting[0]; job !== undefined && hasRoomFor(job); job = waiting[0]) {
      waiting.shift()
      inside.set(job.order.id, job)
      worker ??= start()
      worker.ref()
      worker.postMessage(job.order)
    }
    clearTimeout(idle)
    if (inside.size > 0) clock ??= begin()
    else {
      clearInterval(clock)
      clock = undefined
      worker?.unref()
      idle = setTimeout(rest, idleMs).unref()
    }
  }

  function hasRoomFor(job: Job): boolean {
    if (isClosed) return false
    const [first] = inside.values()
    return first === undefined || (inside.size < atOnce && !job.alone && !first.alone)
  }

  function begin(): NodeJS.Timeout {
    ticked = performance.now()
    return setInterval(tick, tickMs)
  }

  function tick(): void {
    const now = performance.now()
    const passed = Math.min(longestTickMs, now - ticked)
    ticked = now
    // Loading its code is no file's fault.
    if (!isReady) return
    for (const job of inside.values()) job.usedMs += passed
    const isLate = [...inside.values()].some(({ usedMs, mostMs }) => usedMs > mostMs)
    if (isLate) letGo(tooSlow)
  }

  function rest(): void {
    const old = worker
    worker = null
    old?.terminate().catch(() => undefined)
  }

  return {
    ask: <Value>(path: string, mostMs: number, call: string, ...args: unknown[]) =>
      new Promise<Value>((resolve, reject) => {
        if (isClosed) {
          reject(closed())
          return
        }
        const order = { id: count++, call, args }
        const settles = { resolve: resolve as (value: unknown) => void, reject }
        waiting.push({ order, path, mostMs, usedMs: 0, alone: false, ...settles })
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
      const old = worker
      worker = null
      await old?.terminate()
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

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
