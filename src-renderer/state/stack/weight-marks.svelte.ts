// Where the sliders of the stack mark weights on the chosen model: asked for when either changes, and when more is known.
import { SvelteMap } from 'svelte/reactivity'
import type { AdapterSummary } from '../../../src-main/contract/library.ts'
import type { WeightMark } from '../../../src-main/contract/weight-mark.ts'
import type { Studio } from '../studio.svelte.ts'

type Marked = Pick<AdapterSummary, 'id' | 'contents' | 'missing' | 'problem'>

export class WeightMarks {
  readonly #studio: Studio
  readonly #known = new SvelteMap<string, WeightMark>()
  #isMeasuring = $state(false)
  #model = ''
  #ids: readonly string[] = []
  /** Of what is wanted now. */
  #key = ''
  #asking = false
  /** Something has changed since the last question. */
  #isOld = false

  constructor(studio: Studio) {
    this.#studio = studio
    studio.listen((event) => {
      // Another host knows what it knows.
      if (event.type === 'snapshot' || (event.type === 'weight-marks' && event.model === this.#model))
        this.#askAnew()
    })
  }

  /** Null where nothing can be marked. */
  of(adapterId: string): WeightMark | null {
    return this.#known.get(adapterId) ?? null
  }
  /** More will be known of those that are wanted. */
  get isMeasuring(): boolean {
    return this.#isMeasuring
  }

  want(model: string, adapters: readonly Marked[]): void {
    const there = adapters.filter(({ missing, problem }) => !missing && problem === null)
    const key = JSON.stringify([model, there.map(({ id, contents }) => [id, contents])])
    if (key === this.#key) return
    this.#key = key
    if (model !== this.#model) this.#known.clear()
    this.#model = model
    this.#ids = there.map(({ id }) => id)
    this.#askAnew()
  }

  #askAnew(): void {
    this.#isOld = true
    if (!this.#asking) void this.#ask()
  }

  /** One question at a time: an answer is never older than what came before it. */
  async #ask(): Promise<void> {
    this.#asking = true
    while (this.#isOld) {
      this.#isOld = false
      const [model, ids] = [this.#model, this.#ids]
      if (model === '' || ids.length === 0) {
        this.#known.clear()
        this.#isMeasuring = false
        continue
      }
      try {
        const { marks, isMeasuring } = await this.#studio.backend.stacks.weightMarks({ model, ids: [...ids] })
        if (model !== this.#model) continue
        for (const id of [...this.#known.keys()])
          if (!marks.some(({ adapterId }) => adapterId === id)) this.#known.delete(id)
        for (const mark of marks) this.#known.set(mark.adapterId, mark)
        this.#isMeasuring = isMeasuring
      } catch {
        // A host that is away is told elsewhere; its next snapshot asks again.
        this.#isMeasuring = false
      }
    }
    this.#asking = false
  }
}
