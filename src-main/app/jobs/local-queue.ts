// The default queue: rows in the catalog, one job at a time, on the one local engine.
import { AppError, reportError, type ErrorReport } from '../../base/errors.ts'
import { isCancelled } from '../../base/cancel.ts'
import type { Stack } from '../../contract/adapter.ts'
import type { EngineProgress, StopMode } from '../../contract/engine.ts'
import { generationRequestSchema, type GenerationRequest } from '../../contract/generation.ts'
import type { JobProgress } from '../../contract/job-progress.ts'
import type { JobSummary } from '../../contract/studio.ts'
import type { JobRow, JobTable } from '../../database/jobs.ts'
import type { EngineGate } from './engine-gate.ts'
import type { JobListener, JobQueue, NumberedPreview } from './queue.ts'

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

const nothingYet: JobProgress = {
  phase: 'load',
  step: 0,
  steps: 0,
  secondsPerStep: null,
  secondsLeft: null,
  previewUrl: null,
}

export function createLocalQueue(options: LocalQueueOptions): JobQueue {
  const { table, runner, gate } = options
  const listeners = new Set<JobListener>()
  let running: Running | null = null
  let working: Promise<void> | null = null
  let closed = false

  function summaryOf(row: JobRow): JobSummary {
    return {
      id: row.id,
      state: row.state,
      request: generationRequestSchema.parse(row.request),
      createdAt: row.createdAt,
      progress: running?.id === row.id && row.state === 'running' ? running.progress : null,
      error: row.error as ErrorReport | null,
      pictureIds: options.pictureIds(row.id),
    }
  }

  function find(jobId: string): JobSummary {
    const row = table.find(jobId)
    if (row === null) throw new AppError('job/not-found', 'There is no such job.', { details: { jobId } })
    return summaryOf(row)
  }

  function tell(jobId: string): JobSummary {
    const job = find(jobId)
    for (const listener of listeners) listener.job(job)
    return job
  }

  function tellOrder(): void {
    const order = table.open().flatMap((row) => (row.state === 'queued' ? [row.id] : []))
    for (const listener of listeners) listener.order(order)
  }

  function noteProgress(progress: EngineProgress): void {
    if (running === null || running.id !== progress.jobId) return
    if (progress.preview !== undefined) {
      running.preview = { number: (running.preview?.number ?? 0) + 1, image: progress.preview }
    }
    running.progress = {
      phase: progress.phase,
      step: progress.step,
      steps: progress.steps,
      secondsPerStep: progress.secondsPerStep,
      secondsLeft: progress.secondsLeft,
      previewUrl: running.preview && `/media/preview/${running.id}/${running.preview.number}`,
    }
    tell(running.id)
  }

  async function runOne(row: JobRow): Promise<void> {
    table.begin(row.id)
    running = {
      id: row.id,
      progress: nothingYet,
      preview: null,
      stopping: null,
      stopped: new AbortController(),
    }
    try {
      const request = generationRequestSchema.parse(row.request)
      running.progress = { ...nothingYet, steps: request.steps }
      tell(row.id)
      tellOrder()
      const outcome = await runner.run(row.id, request, noteProgress, running.stopped.signal)
      if (closed) return
      table.finish(row.id, outcome, null)
    } catch (error) {
      // At shutdown the row stays `running`; the next host takes it up again.
      if (closed) return
      const cancelled = isCancelled(error) || running.stopping === 'cancel'
      table.finish(row.id, cancelled ? 'cancelled' : 'failed', cancelled ? null : reportError(error))
    } finally {
      running = null
    }
    tell(row.id)
  }

  function next(): JobRow | null {
    return closed ? null : table.firstQueued()
  }

  async function work(): Promise<void> {
    while (next() !== null) {
      const leave = await gate.enter('job')
      try {
        // Until now the jobs could be cancelled and put in another order.
        const row = next()
        if (row !== null) await runOne(row)
      } finally {
        leave()
      }
    }
  }

  function wake(): void {
    if (working !== null || closed) return
    working = work().finally(() => {
      working = null
      if (next() !== null) wake()
    })
  }

  async function stop(jobId: string, mode: StopMode): Promise<void> {
    const job = find(jobId)
    if (job.state === 'queued') {
      table.finish(jobId, 'cancelled', null)
      tell(jobId)
      tellOrder()
      return
    }
    if (running?.id !== jobId || running.stopping === 'cancel' || running.stopping === mode) return
    running.stopping = mode
    running.stopped.abort()
    await runner.stop(jobId, mode)
  }

  return {
    submit(request) {
      const id = options.newId()
      table.add({ id, request, createdAt: options.now().toISOString() })
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
      if (job.state !== 'failed') {
        throw new AppError('job/not-failed', 'Only a failed job can be tried again.', { details: { jobId } })
      }
      table.requeueLast(jobId)
      const again = tell(jobId)
      tellOrder()
      setImmediate(wake)
      return again
    },
    dismiss(jobId) {
      find(jobId)
      table.dismiss(jobId)
    },
    steer: async (jobId, stack) => (running?.id === jobId ? runner.steer(jobId, stack) : false),
    preview: (jobId) => (running?.id === jobId ? running.preview : null),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start() {
      for (const row of table.running()) {
        if (row.attempts < maxAttempts) table.requeueFirst(row.id)
        else table.finish(row.id, 'failed', interrupted)
      }
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

const interrupted: ErrorReport = {
  code: 'job/interrupted',
  message: 'Lamina stopped twice while making this picture.',
  hint: 'Try a smaller picture, or try again.',
}
