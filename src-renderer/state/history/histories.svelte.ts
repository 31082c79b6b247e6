// One history for each place: Create, each training, Settings. Which one the keys walk depends on where one is.
import type { Look } from '../look.svelte.ts'
import type { Place, PlaceName } from '../place.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { History } from './history.svelte.ts'
import type { Step } from './step.ts'
import type { Entry } from './timeline.ts'

export type HistoriesParts = { place: Place; toasts: Toasts; look: Look }

export class Histories {
  readonly #parts: HistoriesParts
  readonly #known = new Map<string, History>()

  constructor(parts: HistoriesParts) {
    this.#parts = parts
  }

  /** `detail` is what is open there: the id of a training. */
  at(place: PlaceName, detail: string | null = null): History {
    const name = detail === null ? place : `${place}/${detail}`
    const history = this.#known.get(name) ?? new History((act) => this.#parts.toasts.attempt(act))
    this.#known.set(name, history)
    return history
  }

  get here(): History {
    return this.at(this.#parts.place.current, this.#parts.place.detail)
  }

  /** Done and said, with the way back that the keys take too. */
  async act<State>(history: History, step: Step<State>, message: string): Promise<boolean> {
    const entry = await history.act(step)
    if (entry === null) return false
    this.#parts.toasts.say(message, this.wayBack(history, entry))
    return true
  }

  /** What a message offers. */
  wayBack(history: History, entry: Entry | null): { label: string; run: () => void } | null {
    if (entry === null) return null
    return { label: this.#parts.look.words.common.undo, run: () => void history.takeBack(entry) }
  }

  /** For whatever is open: the hand takes and leaves, a field is left. */
  hold(): void {
    for (const history of this.#known.values()) history.hold()
  }
  release(): void {
    for (const history of this.#known.values()) history.release()
  }
  seal(): void {
    for (const history of this.#known.values()) history.seal()
  }

  async undo(): Promise<void> {
    const { here } = this
    const entry = await here.undo()
    const words = this.#parts.look.words.history
    if (entry !== null) this.#parts.toasts.brief(words.undone(this.nameOf(entry)))
    else if (here.next === null) this.#parts.toasts.brief(words.nothingToUndo)
  }
  async redo(): Promise<void> {
    const { here } = this
    const entry = await here.redo()
    const words = this.#parts.look.words.history
    if (entry !== null) this.#parts.toasts.brief(words.redone(this.nameOf(entry)))
    else if (here.redoable === null) this.#parts.toasts.brief(words.nothingToRedo)
  }

  nameOf({ step }: Entry): string {
    return step.name(this.#parts.look.words.history)
  }
}
