// A value as the text of a field: what is typed stays until it is settled, and what can be read counts at once.

export type Reading<Value, Problem> =
  | { is: 'value'; value: Value }
  | { is: 'problem'; problem: Problem }
  /** Only while it is typed: a sum counts once it is settled. */
  | { is: 'unfinished' }

export type TypedEntryOptions<Value, Problem> = {
  value: Value
  format: (value: Value) => string
  /** `soFar`: while it is typed. */
  read: (text: string, soFar: boolean) => Reading<Value, Problem>
  onchange: (value: Value) => void
  /** The value has come to rest. */
  onsettle?: ((value: Value) => void) | undefined
}

type Typing<Value, Problem> = {
  text: string
  /** What the value was before anything was typed, and what has come of it. */
  before: Value
  now: Value
  problem: Problem | null
  /** Set where the text was left with its problem: it stands beside this value, and goes with it. */
  leftAt: { value: Value } | null
}

export class TypedEntry<Value, Problem> {
  readonly #options: () => TypedEntryOptions<Value, Problem>
  #typing = $state.raw<Typing<Value, Problem> | null>(null)

  constructor(options: () => TypedEntryOptions<Value, Problem>) {
    this.#options = options
  }

  get text(): string {
    const { value, format } = this.#options()
    return this.#shown?.text ?? format(value)
  }
  get problem(): Problem | null {
    return this.#shown?.problem ?? null
  }
  /** No `$derived`: a field that is taken away while it is typed in is settled after its component is gone. */
  get #shown(): Typing<Value, Problem> | null {
    const typing = this.#typing
    if (typing === null || typing.leftAt === null) return typing
    return typing.leftAt.value === this.#options().value ? typing : null
  }

  /** Something is typed and not settled. */
  get typing(): boolean {
    return this.#shown !== null
  }

  /** A problem is only said once the text was settled with one, and until it is mended. */
  type(text: string): void {
    const { value, read, onchange } = this.#options()
    const { before, now } = this.#shown ?? { before: value, now: value }
    const reading = read(text, true)
    const mended = this.problem === null ? null : read(text, false)
    const problem = mended?.is === 'problem' ? mended.problem : null
    const next = reading.is === 'value' ? reading.value : now
    this.#typing = { text, before, now: next, problem, leftAt: null }
    if (next !== now) onchange(next)
  }

  /** Enter, or the field is left: takes what is typed, or keeps it with its problem. */
  settle(): void {
    if (this.#typing !== null) this.take()
  }

  /** The same; returns the value there is then. */
  take(): Value {
    const typing = this.#shown
    const { value, read, onchange, onsettle } = this.#options()
    if (typing === null) return value
    const { text, before, now } = typing
    const reading = read(text, false)
    if (reading.is === 'problem') {
      this.#typing = { ...typing, problem: reading.problem, leftAt: { value: now } }
      return now
    }
    this.#typing = null
    const settled = reading.is === 'value' ? reading.value : now
    if (settled !== now) onchange(settled)
    if (settled !== before) onsettle?.(settled)
    return settled
  }

  /** Escape: back to what was there before the typing. True when there was something to give up. */
  revert(): boolean {
    const typing = this.#shown
    this.#typing = null
    if (typing === null) return false
    if (typing.before !== typing.now) this.#options().onchange(typing.before)
    return true
  }

  /** Undo: the text goes, the value stays for whoever keeps its history. True when no value had come of the text. */
  giveUp(): boolean {
    const typing = this.#shown
    this.#typing = null
    return typing !== null && typing.before === typing.now
  }

  /** What is typed is given up; the value stays. */
  drop(): void {
    this.#typing = null
  }
}
