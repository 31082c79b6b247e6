// The steps of one run, fetched from where they end whenever the run has gone on; twice a second at most.
import type { TrainingStep } from '../../../src-main/contract/training.ts'
import type { Backend } from '../../backend/backend.ts'
import type { RunProject } from './run-projects.svelte.ts'

const restMs = 500

export class RunLog {
  readonly #backend: Backend
  #steps = $state.raw<readonly TrainingStep[]>([])
  #startedAt = ''
  /** Changes where steps are taken away; an answer to what was asked before then is not believed. */
  #cuts = 0
  /** The step that the run was said to be at last: there may be answers on their way for as many. */
  #furthest = 0
  #wanted: RunProject | null = null
  #working = false

  constructor(backend: Backend) {
    this.#backend = backend
  }

  get steps(): readonly TrainingStep[] {
    return this.#steps
  }

  follow(project: RunProject): void {
    const { startedAt, step } = project.run
    if (startedAt !== this.#startedAt) {
      this.#cut(0)
      this.#startedAt = startedAt
    } else if (Math.max(this.#last, this.#furthest) > step) {
      // A run that goes on from its last state has fewer steps than it had.
      this.#cut(step)
    }
    this.#furthest = step
    this.#wanted = project
    if (!this.#working && this.#last < step) void this.#fetch()
  }

  /** Nobody looks any more: nothing further is asked for. */
  leave(): void {
    this.#wanted = null
  }

  #cut(last: number): void {
    this.#cuts++
    this.#steps = this.#steps.filter(({ step }) => step <= last)
  }

  get #last(): number {
    return this.#steps.at(-1)?.step ?? 0
  }

  async #fetch(): Promise<void> {
    this.#working = true
    try {
      for (let project = this.#wanted; project !== null && this.#last < project.run.step;) {
        this.#wanted = null
        const cuts = this.#cuts
        const fresh = await this.#backend.training.log({ id: project.id, after: this.#last })
        if (cuts === this.#cuts) {
          const last = this.#last
          this.#steps = [...this.#steps, ...fresh.filter(({ step }) => step > last)]
        }
        await new Promise((resolve) => setTimeout(resolve, restMs))
        project = this.#wanted
      }
    } catch {
      // The next step asks again; a host that is away is told elsewhere.
    } finally {
      this.#working = false
    }
  }
}
