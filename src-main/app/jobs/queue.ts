// The queue as the app knows it: plain data in, plain data out, whoever does the work and wherever.
import type { Stack } from '../../contract/adapter.ts'
import type { PreviewImage } from '../../contract/engine.ts'
import type { GenerationRequest } from '../../contract/generation.ts'
import type { JobSummary } from '../../contract/studio.ts'

export type NumberedPreview = { number: number; image: PreviewImage }

export type JobQueue = {
  submit(request: GenerationRequest, as?: { readonly forTrial: boolean }): JobSummary
  /** By id; throws `job/not-found`. */
  find(jobId: string): JobSummary
  /** Running, queued in order, failed and not dismissed. */
  open(): JobSummary[]
  /** Before it runs, while it runs, or twice: the job is over without a picture, unless it had just finished. */
  cancel(jobId: string): Promise<void>
  /** Ends a running job with what there is; a queued one is cancelled. */
  stopAndKeep(jobId: string): Promise<void>
  reorder(order: readonly string[]): void
  /** New weights for the running job, from its next step on; false when it does not run. */
  steer(jobId: string, stack: Stack): Promise<boolean>
  /** A failed job once more, behind all others. */
  retry(jobId: string): JobSummary
  dismiss(jobId: string): void
  /** The latest preview of the running job. */
  preview(jobId: string): NumberedPreview | null
  /** Takes up what an earlier host left, then works until `close`. */
  start(): void
  /** The running job goes back to the head of the queue. */
  close(): Promise<void>
}
