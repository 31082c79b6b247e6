// What is typed into a field that is kept nowhere (a search, a name): its own steps, taken back while it has the focus.

type Field = HTMLInputElement | HTMLTextAreaElement
type Typed = { past: string[]; future: string[]; value: string; at: number }

const pauseMs = 1000
const most = 200

export class FieldTyping {
  readonly #now: () => number
  readonly #known = new WeakMap<Field, Typed>()
  /** Its own doing is not typing. */
  #quiet = false

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** A field gets the focus: what stands in it is what its steps lead back to. */
  enter(target: EventTarget | null): void {
    const field = ownField(target)
    if (field !== null && this.#known.get(field)?.value !== field.value) this.#begin(field)
  }

  typed(target: EventTarget | null): void {
    const field = ownField(target)
    if (field === null || this.#quiet) return
    const typed = this.#known.get(field) ?? this.#begin(field)
    const at = this.#now()
    if (at - typed.at >= pauseMs || typed.past.length === 0) {
      typed.past.push(typed.value)
      if (typed.past.length > most) typed.past.shift()
    }
    typed.future = []
    typed.value = field.value
    typed.at = at
  }

  /** False when there is nothing of its own to take back. */
  undo(target: EventTarget | null): boolean {
    return this.#move(target, 'past', 'future')
  }
  redo(target: EventTarget | null): boolean {
    return this.#move(target, 'future', 'past')
  }

  #move(target: EventTarget | null, from: 'past' | 'future', to: 'past' | 'future'): boolean {
    const field = ownField(target)
    const typed = field === null ? undefined : this.#known.get(field)
    // What was set by others since is not its typing any more.
    if (field === null || typed === undefined || typed.value !== field.value) return false
    const value = typed[from].pop()
    if (value === undefined) return false
    typed[to].push(typed.value)
    typed.value = value
    typed.at = -Infinity
    this.#quiet = true
    field.value = value
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
    this.#quiet = false
    return true
  }

  #begin(field: Field): Typed {
    const typed: Typed = { past: [], future: [], value: field.value, at: -Infinity }
    this.#known.set(field, typed)
    return typed
  }
}

/** A text field that no history keeps; a number goes back by itself. */
function ownField(target: EventTarget | null): Field | null {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return null
  return target.matches('[data-history], [role="spinbutton"], [type="range"], [type="radio"]') ? null : target
}
