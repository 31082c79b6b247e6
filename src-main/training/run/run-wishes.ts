// What a person wants of a run while it goes; it looks between its pieces of work.
import { AppError } from '../../base/errors.ts'
import type { Recipe } from '../../contract/recipe.ts'
import type { TrainingStop } from '../../contract/training.ts'

export class RunWishes {
  samples: Recipe['samples']
  #stop: TrainingStop | null = null
  readonly #stopped = new AbortController()

  constructor(samples: Recipe['samples']) {
    this.samples = samples
  }

  get stop(): TrainingStop | null {
    return this.#stop
  }
  set stop(stop: TrainingStop | null) {
    this.#stop = stop
    if (stop !== null) this.#stopped.abort()
  }

  /** Work that may be broken off in the middle, such as a picture; null where a person did. */
  async unlessStopped<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result | null> {
    if (this.#isStopped()) return null
    try {
      return await work(this.#stopped.signal)
    } catch (error) {
      if (this.#isStopped() && error instanceof AppError && error.code === 'job/cancelled') return null
      throw error
    }
  }

  #isStopped(): boolean {
    return this.#stop !== null
  }
}
