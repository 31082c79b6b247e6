// The history of one place: everything done there in one line, taken back and done again one after the other.
import type { Step } from './step.ts'
import {
  doneBehind,
  emptyTimeline,
  forgotten,
  recorded,
  redone,
  toRedo,
  toUndo,
  undone,
  type Entry,
  type Timeline,
} from './timeline.ts'

/** Says what went wrong; true when nothing did. */
export type Attempt = (act: () => Promise<unknown>) => Promise<boolean>

/** Longer than this between two letters, and they are two steps. */
const pauseMs = 1000

export class History {
  readonly #attempt: Attempt
  readonly #now: () => number
  #timeline = $state.raw<Timeline>(emptyTimeline)
  /** A step that follows is another one, whatever it is. */
  #sealed = true
  /** The hand holds something: what follows goes on with it, however long it takes. */
  #held = false
  /** How many steps came in so far. */
  #recorded = 0
  /** One after the other; null while nothing is under way. */
  #turn: Promise<unknown> | null = null

  constructor(attempt: Attempt, now: () => number = Date.now) {
    this.#attempt = attempt
    this.#now = now
  }

  get timeline(): Timeline {
    return this.#timeline
  }

  /** What Undo takes back, and Redo does again. */
  get next(): Entry | null {
    return toUndo(this.#timeline)
  }
  get redoable(): Entry | null {
    return toRedo(this.#timeline)
  }

  /** Something was done, and is one step with `first` if that was the last. Returns what takes it back. */
  record<State>(step: Step<State>, first: Entry | null = null): Entry | null {
    const at = this.#now()
    this.#recorded++
    const last = this.next
    const isSoon = !this.#sealed && last !== null && (this.#held || at - last.at < pauseMs)
    this.#timeline = recorded(this.#timeline, step, at, isSoon || (first !== null && first === last))
    this.#sealed = false
    return this.#timeline.done.at(-1) ?? null
  }

  /** Does it, and it is in the history from now on: what takes it back waits until it is done. Null when it failed. */
  async act<State>(step: Step<State>): Promise<Entry | null> {
    const entry = this.record({ ...step, key: null })
    const doing = this.#attempt(async () => step.put(step.after, step.before))
    this.#wait(doing)
    if ((await doing) || entry === null) return entry
    this.#timeline = forgotten(this.#timeline, entry)
    return null
  }

  /** Something is done that becomes a step when the host has answered: what takes back waits for that, too. */
  during<Answer>(doing: Promise<Answer>): Promise<Answer> {
    this.#wait(doing)
    return doing
  }

  /** A field is left, the hand lets go: what comes next is another step. */
  seal(): void {
    this.#sealed = true
  }
  hold(): void {
    this.seal()
    this.#held = true
  }
  release(): void {
    this.seal()
    this.#held = false
  }

  undo(): Promise<Entry | null> {
    return this.#inTurn(() => this.#move(toUndo(this.#timeline), 'back'))
  }
  redo(): Promise<Entry | null> {
    return this.#inTurn(() => this.#move(toRedo(this.#timeline), 'forth'))
  }

  /** One of them, whatever was done since; nothing when it was taken back already. */
  takeBack(entry: Entry): Promise<Entry | null> {
    return this.#inTurn(() => this.#move(this.#timeline.done.includes(entry) ? entry : null, 'back'))
  }

  /** Back or forth until this entry is the last one done; null is before everything. */
  async goTo(entry: Entry | null): Promise<void> {
    const { done, undone: taken } = this.#timeline
    const isBack = entry === null || done.includes(entry)
    const steps = isBack
      ? done.length - 1 - (entry === null ? -1 : done.indexOf(entry))
      : taken.length - taken.indexOf(entry)
    for (let step = 0; step < steps; step++) if ((await (isBack ? this.undo() : this.redo())) === null) return
  }

  async #move(entry: Entry | null, way: 'back' | 'forth'): Promise<Entry | null> {
    if (entry === null) return null
    this.seal()
    const { step } = entry
    // The host may take its time; what a person does meanwhile comes after this.
    const recordedBefore = this.#recorded
    const last = this.next
    const [to, from] = way === 'back' ? [step.before, step.after] : [step.after, step.before]
    // At once where it can be, so that a key held down keeps up with itself.
    let answer: void | Promise<void>
    const begun = await this.#attempt(async () => {
      answer = step.put(to, from)
      await answer
    })
    if (!begun) return null
    const isLatest = recordedBefore === this.#recorded
    if (way === 'back') this.#timeline = (isLatest ? undone : forgotten)(this.#timeline, entry)
    else this.#timeline = isLatest ? redone(this.#timeline, entry) : doneBehind(this.#timeline, entry, last)
    return entry
  }

  #inTurn<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    const turn = this.#turn === null ? act() : this.#turn.then(act)
    this.#wait(turn)
    return turn
  }

  /** Whoever comes next waits for this, too. */
  #wait(work: Promise<unknown>): void {
    const all: Promise<unknown> = Promise.allSettled([this.#turn, work]).then(() => {
      if (this.#turn === all) this.#turn = null
    })
    this.#turn = all
  }
}
