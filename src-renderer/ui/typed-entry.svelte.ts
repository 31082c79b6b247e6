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
  /** What the value was before anything was typed. */
  before: Value
  problem: Problem | null
  /** Set where the text was left with its problem: it stands beside this value, and goes with it. */
  leftAt: { value: Value } | null
}

export class TypedEntry<Value, Problem> {
  readonly #options: () => TypedEntryOptions<Value, Problem>
  #typing = $state.raw<Typing<Value, Problem> | null>(null)

  readonly #shown: Typing<Value, Problem> | null = $derived.by(() => {
    const typing = this.#typing
    if (typing === null || typing.leftAt === null) return typing
    return typing.leftAt.value === this.#options().value ? typing : null
  })
  readonly text: string = $derived.by(
    () => this.#shown?.text ?? this.#options().format(this.#options().value),
  )
  readonly problem: Problem | null = $derived(this.#shown?.problem ?? null)

  constructor(options: () => TypedEntryOptions<Value, Problem>) {
    this.#options = options
  }

  /** Something is typed and not settled. */
  get typing(): boolean {
    return this.#shown !== null
  }

  /** A problem is only said once the text was settled with one, and until it is mended. */
  type(text: string): void {
    const { value, read, onchange } = this.#options()
    const before = this.#shown === null ? value : this.#shown.before
    const reading = read(text, true)
    const mended = this.problem === null ? null : read(text, false)
    const problem = mended?.is === 'problem' ? mended.problem : null
    this.#typing = { text, before, problem, leftAt: null }
    if (reading.is === 'value' && reading.value !== value) onchange(reading.value)
  }

  /** Enter, or the field is left: takes what is typed, or keeps it with its problem. Returns the value there is now. */
  settle(): Value {
    const { value, read, onchange, onsettle } = this.#options()
    const typing = this.#shown
    if (typing === null) return value
    const reading = read(typing.text, false)
    if (reading.is === 'problem') {
      this.#typing = { ...typing, problem: reading.problem, leftAt: { value } }
      return value
    }
    this.#typing = null
    const settled = reading.is === 'value' ? reading.value : value
    if (settled !== value) onchange(settled)
    if (settled !== typing.before) onsettle?.(settled)
    return settled
  }

  /** Escape: back to what was there before the typing. True when there was something to give up. */
  revert(): boolean {
    const { value, onchange } = this.#options()
    const typing = this.#shown
    this.#typing = null
    if (typing === null) return false
    if (typing.before !== value) onchange(typing.before)
    return true
  }

  /** What is typed is given up; the value stays. */
  drop(): void {
    this.#typing = null
  }
}
