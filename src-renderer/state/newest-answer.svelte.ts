// What the newest question was answered; what comes later for an older one is dropped.

export class NewestAnswer<Value> {
  readonly #nothing: Value
  #value = $state.raw() as Value
  #question = 0
  #pending: Promise<void> = Promise.resolve()

  /** `nothing`: what there is before any answer, and where a question could not be answered. */
  constructor(nothing: Value) {
    this.#nothing = nothing
    this.#value = nothing
  }

  get value(): Value {
    return this.#value
  }

  ask(question: () => Promise<Value>): Promise<void> {
    this.#pending = this.#answer(question)
    return this.#pending
  }

  /** When what was asked last is answered: whoever is quicker than the host gets what they meant. */
  settled(): Promise<void> {
    return this.#pending
  }

  forget(): void {
    this.#question += 1
    this.#value = this.#nothing
  }

  async #answer(question: () => Promise<Value>): Promise<void> {
    const number = ++this.#question
    // That the host is away is told elsewhere.
    const value = await question().catch(() => this.#nothing)
    if (number === this.#question) this.#value = value
  }
}
