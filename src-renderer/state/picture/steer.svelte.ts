// Steering: the picture being made takes new weights at its next step; at most one message a step.
import type { Stack } from '../../../src-main/contract/adapter.ts'
import { failureReport } from '../failure.ts'
import type { Draft } from './draft.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export class Steer {
  readonly #studio: Studio
  readonly #draft: Draft
  readonly #toasts: Toasts
  #active = false
  #wanted: Stack | null = null
  #sentAt: { jobId: string; step: number } | null = null

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
    this.#active = this.#studio.running !== null
    edit()
    if (this.#active) {
      this.#wanted = this.#draft.form.stack
      this.#send()
    }
    this.#active = false
  }

  #send(): void {
    const job = this.#studio.running
    if (job === null) this.#wanted = null
    if (job === null || this.#wanted === null) return
    const step = job.progress?.step ?? 0
    if (this.#sentAt?.jobId === job.id && this.#sentAt.step === step) return
    this.#sentAt = { jobId: job.id, step }
    const stack = this.#wanted
    this.#wanted = null
    this.#studio.backend.generation.steer({ jobId: job.id, stack }).catch((error: unknown) => {
      this.#toasts.fail(failureReport(error))
    })
  }
}
