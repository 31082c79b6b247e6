// The default queue: rows in the catalog, one job at a time, on the one local engine.
import { AppError, errorFromReport, reportError, type ErrorReport } from '../../base/errors.ts'
import { remark } from '../../messages/table.ts'
import { isCancelled } from '../../base/cancel.ts'
import type { Stack } from '../../contract/adapter.ts'
import type { EngineProgress, StopMode } from '../../contract/engine.ts'
import { errorReportKind } from '../../contract/error-report.ts'
import { requestKind, type GenerationRequest } from '../../contract/generation.ts'
import type { JobProgress } from '../../contract/job-progress.ts'
import { readStored, toStore } from '../../contract/stored.ts'
import type { JobSummary, Publish } from '../../contract/studio.ts'
import type { JobRow, JobRowState, JobTable } from '../../database/jobs.ts'
import { isStorageTrouble, type Storage } from '../storage.ts'
import type { EngineGate } from './engine-gate.ts'
import { jobProgress, nothingYet } from './job-progress.ts'
import type { JobQueue, NumberedPreview } from './queue.ts'

/** `stopped`: cut short, and what there was has been kept. */
export type JobOutcome = 'done' | 'stopped'

export type JobRunner = {
  run(
    jobId: string,
    request: GenerationRequest,
    onProgress: (progress: EngineProgress) => void,
    /** Aborted by any stop; matters until the engine has the job, `stop` after that. */
    signal: AbortSignal,
  ): Promise<JobOutcome>
  stop(jobId: string, mode: StopMode): Promise<void>
  /** False when it is over. */
  steer(jobId: string, stack: Stack): Promise<boolean>
}

export type LocalQueueOptions = {
  table: JobTable
  runner: JobRunner
  gate: EngineGate
  storage: Pick<Storage, 'writable' | 'insist' | 'attempt'>
  publish: Publish<'job' | 'job-removed' | 'queue' | 'progress'>
  /** For what nobody foresaw: the queue goes on with the next thing it is asked for. */
  onFault(error: unknown): void
  pictureIds(jobId: string): string[]
  newId(): string
  now(): Date
}

/** A job that took its host down this often is not begun again. */
const maxAttempts = 2

type Running = {
  id: string
  progress: JobProgress
  preview: NumberedPreview | null
  stopping: StopMode | null
  readonly stopped: AbortController
}

type Ending = { state: Exclude<JobRowState, 'queued' | 'running'>; error: ErrorReport | null }

export function createLocalQueue(options: LocalQueueOptions): JobQueue {
  const { table, runner, gate, storage, publish } = options
  let running: Running | null = null
  let working: Promise<void> | null = null
  /** Something was queued while the work was ending. */
  let asked = false
  let closed = false

  function summaryOf(row: JobRow): JobSummary {
    const request = readStored(requestKind, row.request)
    return {
      id: row.id,
      state: row.state,
      request: request.value,
      createdAt: row.createdAt,
      progress: running?.id === row.id && row.state === 'running' ? running.progress : null,
      error: errorOf(row) ?? request.problem,
      pictureIds: options.pictureIds(row.id),
      forTrial: row.forTrial,
    }
  }

  function find(jobId: string): JobSummary {
    const row = table.find(jobId)
    if (row === null) throw new AppError('job/not-found', {}, { details: { jobId } })
    return summaryOf(row)
  }

  function tell(jobId: string): JobSummary {
    const job = find(jobId)
    publish({ type: 'job', job })
    return job
  }

  function tellOrder(): void {
    const order = table.open().flatMap((row) => (row.state === 'queued' ? [row.id] : []))
    publish({ type: 'queue', order })
  }

  function noteProgress(progress: EngineProgress): void {
    if (running === null || running.id !== progress.jobId) return
    if (progress.preview !== undefined) {
      running.preview = { number: (running.preview?.number ?? 0) + 1, image: progress.preview }
    }
    running.progress = jobProgress(progress, running.id, running.preview)
    publish({ type: 'progress', jobId: running.id, progress: running.progress })
  }

  /** How the run ended; null when this host is closing, and the next one takes the job up again. */
  async function end(row: JobRow, run: Running): Promise<Ending | null> {
    try {
      const { value: request, problem } = readStored(requestKind, row.request)
      if (problem !== null) throw errorFromReport(problem)
      run.progress = nothingYet(request.steps)
      storage.attempt(() => void tell(row.id))
      storage.attempt(tellOrder)
      const state = await runner.run(row.id, request, noteProgress, run.stopped.signal)
      return closed ? null : { state, error: null }
    } catch (error) {
      if (closed) return null
      const cancelled = isCancelled(error) || run.stopping === 'cancel'
      return cancelled ? { state: 'cancelled', error: null } : { state: 'failed', error: reportError(error) }
    }
  }

  async function runOne(row: JobRow): Promise<void> {
    table.begin(row.id)
    const run: Running = {
      id: row.id,
      progress: nothingYet(0),
      preview: null,
      stopping: null,
      stopped: new AbortController(),
    }
    running = run
    try {
      const ending = await end(row, run)
      if (ending === null) return
      // Until the disk takes it, the job counts as running: no other begins meanwhile.
      await storage.insist(() => table.finish(row.id, ending.state, ending.error))
    } finally {
      running = null
    }
    storage.attempt(() => void tell(row.id))
  }

  function next(): JobRow | null {
    return closed ? null : table.firstQueued()
  }

  async function work(): Promise<void> {
    while (!closed && (await storage.insist(next)) !== null) {
      await storage.writable()
      const leave = await gate.enter('job')
      try {
        // Until now the jobs could be cancelled and put in another order.
        const row = next()
        if (row !== null) await runOne(row)
      } catch (error) {
        // The disk's trouble is waited out above.
        if (!isStorageTrouble(error)) throw error
      } finally {
        leave()
      }
    }
  }

  function wake(): void {
    if (closed) return
    if (working !== null) {
      asked = true
      return
    }
    working = work()
      .catch((error: unknown) => {
        if (!closed) options.onFault(error)
      })
      .then(() => {
        working = null
        if (!asked) return
        asked = false
        wake()
      })
  }

  /** What an earlier host left. */
  function takeUp(): void {
    for (const row of table.running()) {
      if (row.attempts < maxAttempts) table.requeueFirst(row.id)
      else table.finish(row.id, 'failed', interrupted)
    }
  }

  async function stop(jobId: string, mode: StopMode): Promise<void> {
    const job = find(jobId)
    if (job.state === 'queued') {
      table.finish(jobId, 'cancelled', null)
      tell(jobId)
      tellOrder()
      return
    }
    // Of a batch each picture can be kept as it is.
    if (running?.id !== jobId || running.stopping === 'cancel') return
    running.stopping = mode
    running.stopped.abort()
    await runner.stop(jobId, mode)
  }

  return {
    submit(request, { forTrial } = { forTrial: false }) {
      const id = options.newId()
      const createdAt = options.now().toISOString()
      table.add({ id, request: toStore(requestKind, request), createdAt, forTrial })
      const job = tell(id)
      tellOrder()
      // A later turn, so that the caller hears of the job as queued first.
      setImmediate(wake)
      return job
    },
    find,
    open: () => table.open().map(summaryOf),
    cancel: (jobId) => stop(jobId, 'cancel'),
    stopAndKeep: (jobId) => stop(jobId, 'keep'),
    reorder(order) {
      table.reorder(order)
      tellOrder()
    },
    retry(jobId) {
      const job = find(jobId)
      // One that was taken out of the queue comes back the same way.
      if (job.state !== 'failed' && job.state !== 'cancelled') {
        throw new AppError('job/not-failed', {}, { details: { jobId } })
      }
      // Nobody knows any more what it was to make.
      if (job.request === null && job.error !== null) throw errorFromReport(job.error)
      table.requeueLast(jobId)
      const again = tell(jobId)
      tellOrder()
      setImmediate(wake)
      return again
    },
    dismiss(jobId) {
      find(jobId)
      table.dismiss(jobId)
      publish({ type: 'job-removed', id: jobId })
    },
    steer: async (jobId, stack) => (running?.id === jobId ? runner.steer(jobId, stack) : false),
    preview: (jobId) => (running?.id === jobId ? running.preview : null),
    start() {
      storage.attempt(takeUp)
      wake()
    },
    async close() {
      closed = true
      const open = running
      open?.stopped.abort()
      if (open !== null) await runner.stop(open.id, 'cancel').catch(() => undefined)
    },
  }
}

function errorOf({ error }: JobRow): ErrorReport | null {
  if (error === null) return null
  const { value, problem } = readStored(errorReportKind, error)
  return value ?? problem
}

const interrupted: ErrorReport = remark('job/interrupted')
