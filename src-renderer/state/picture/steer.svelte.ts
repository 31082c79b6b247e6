// Steering: the picture being made takes new weights at its next step; at most one message a step.
import type { Stack } from '../../../src-main/contract/adapter.ts'
import type { JobSummary } from '../../../src-main/contract/studio.ts'
import { failureReport } from '../failure.ts'
import type { Draft } from './draft.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export class Steer {
  readonly #studio: Studio
  readonly #draft: Draft
  readonly #toasts: Toasts
  #active = false
  /** For the picture that was being made, and for no other. */
  #wanted: { jobId: string; stack: Stack } | null = null
  /** The job's step at which weights were sent last. */
  #sentAt: string | null = null

  constructor(studio: Studio, draft: Draft, toasts: Toasts) {
    this.#studio = studio
    this.#draft = draft
    this.#toasts = toasts
    studio.listen(({ type }) => {
      if (type === 'job' || type === 'progress' || type === 'snapshot') this.#send()
    })
  }

  /** True during an edit that is meant for the running picture, not for a new one. */
  get active(): boolean {
    return this.#active
  }

  /** Makes the edit, and hands its stack to the picture being made, if there is one. */
  with(edit: () => void): void {
    const job = this.#studio.running
    this.#active = job !== null
    try {
      edit()
      if (job !== null) this.#wanted = { jobId: job.id, stack: this.#draft.form.stack }
    } finally {
      this.#active = false
    }
    this.#send()
  }

  #send(): void {
    const job = this.#studio.running
    if (job === null || job.id !== this.#wanted?.jobId) {
      this.#wanted = null
      return
    }
    const at = stepOf(job)
    if (this.#sentAt === at) return
    this.#sentAt = at
    const { jobId, stack } = this.#wanted
    this.#wanted = null
    this.#studio.backend.generation.steer({ jobId, stack }).catch((error: unknown) => {
      this.#toasts.fail(failureReport(error))
    })
  }
}

/** Each picture of a batch counts its own steps. */
function stepOf({ id, progress }: JobSummary): string {
  return `${id} ${progress?.image ?? 0} ${progress?.step ?? 0}`
}
