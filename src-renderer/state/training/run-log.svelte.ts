// The steps of one run, fetched from where they end whenever the run has gone on; twice a second at most.
import type { TrainingStep } from '../../../src-main/contract/training.ts'
import type { Backend } from '../../backend/backend.ts'
import type { RunProject } from './run-projects.svelte.ts'

const restMs = 500

export class RunLog {
  readonly #backend: Backend
  #steps = $state.raw<readonly TrainingStep[]>([])
  #startedAt = ''
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
      this.#steps = []
      this.#startedAt = startedAt
    } else if (this.#last > step) {
      // A run that goes on from its last state has fewer steps than it had.
      this.#steps = this.#steps.filter((one) => one.step <= step)
    }
    this.#wanted = project
    if (!this.#working && this.#last < step) void this.#fetch()
  }

  /** Nobody looks any more: nothing further is asked for. */
  leave(): void {
    this.#wanted = null
  }

  get #last(): number {
    return this.#steps.at(-1)?.step ?? 0
  }

  async #fetch(): Promise<void> {
    this.#working = true
    try {
      for (let project = this.#wanted; project !== null && this.#last < project.run.step;) {
        this.#wanted = null
        const { startedAt } = project.run
        const fresh = await this.#backend.training.log({ id: project.id, after: this.#last })
        if (startedAt === this.#startedAt) {
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
