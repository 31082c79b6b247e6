// What the adapters of the stack do to each other: asked anew when a weight rests, and told in one line.
import type { Stack as Entries, StackEntry } from '../../../src-main/contract/adapter.ts'
import type { StackConflicts } from '../../../src-main/contract/effects.ts'
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import { failureReport } from '../failure.ts'
import type { Studio } from '../studio.svelte.ts'

const restMs = 200

export class Conflicts {
  readonly #studio: Studio
  #answer = $state.raw<{ key: string; conflicts: StackConflicts } | null>(null)
  #failure = $state.raw<{ key: string; report: ErrorReport } | null>(null)
  /** What is wanted now; empty where there are not two to compare. */
  #key = $state('')
  #acting: StackEntry[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(studio: Studio) {
    this.#studio = studio
    studio.listen((event) => {
      // Another host may have read other files.
      if (event.type === 'snapshot' && this.#key !== '') void this.#ask()
    })
  }

  /** Of the last weights that were compared, which may be older than those wanted; null before any. */
  get current(): StackConflicts | null {
    return this.#key === '' ? null : (this.#answer?.conflicts ?? null)
  }
  /** Why what is wanted cannot be told. */
  get failure(): ErrorReport | null {
    return this.#failure?.key === this.#key ? this.#failure.report : null
  }
  get isAsking(): boolean {
    return this.#key !== '' && this.#answer?.key !== this.#key && this.failure === null
  }

  /** The newest counts, once it rests. Only what is on acts. */
  want(entries: Entries): void {
    const acting = entries.filter(({ on }) => on)
    const key = acting.length < 2 ? '' : JSON.stringify(acting.map(actingPart))
    if (key === this.#key) return
    // Others: what was told of those before says nothing of them.
    if (whoIn(acting) !== whoIn(this.#acting)) this.#answer = null
    this.#key = key
    this.#acting = acting
    clearTimeout(this.#timer)
    if (key !== '') this.#timer = setTimeout(() => void this.#ask(), restMs)
  }

  async #ask(): Promise<void> {
    const key = this.#key
    try {
      const conflicts = await this.#studio.backend.stacks.conflicts({ stack: this.#acting })
      if (key !== this.#key) return
      this.#answer = { key, conflicts }
      this.#failure = null
    } catch (error) {
      if (key === this.#key) this.#failure = { key, report: failureReport(error) }
    }
  }
}

function actingPart({ id, adapter, weight, textWeight, blockWeights, dynamicRank }: StackEntry): unknown[] {
  return [id, adapter, weight, textWeight, blockWeights, dynamicRank]
}

function whoIn(acting: Entries): string {
  return acting.map(({ id, adapter }) => `${id} ${adapter}`).join()
}
