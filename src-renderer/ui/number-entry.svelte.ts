// One number field's editing: what is typed, when it counts, and what is wrong with it.
import { clampNumber, readNumber, stepNumber, type NumberProblem, type NumberRules } from './number-rules.ts'

export type NumberEntryOptions = {
  value: number
  resetTo: number
  rules: NumberRules
  format: (value: number) => string
  onchange: (value: number) => void
}

const pixelsPerStep = 6

export class NumberEntry {
  readonly #options: () => NumberEntryOptions
  #typed = $state<string | null>(null)
  /** The value the typed text belongs to; when the value changes from outside, the text is void. */
  #typedFor = $state<number | null>(null)
  #shownProblem = $state<NumberProblem | null>(null)
  #drag: { fromX: number; value: number } | null = null

  readonly #live: string | null = $derived.by(() =>
    this.#typed !== null && this.#typedFor === this.#options().value ? this.#typed : null,
  )
  readonly text: string = $derived.by(() => this.#live ?? this.#options().format(this.#options().value))
  readonly problem: NumberProblem | null = $derived(this.#live === null ? null : this.#shownProblem)

  constructor(options: () => NumberEntryOptions) {
    this.#options = options
  }

  /** A plain number in range counts at once; a sum waits for Enter or leaving the field. */
  type(text: string): void {
    const { rules, onchange, value } = this.#options()
    const reading = readNumber(text, rules)
    const isPlain = /^\s*[-+]?[\d.,]+\s*$/.test(text)
    if (reading.problem === null && isPlain && reading.value !== value) onchange(reading.value)
    this.#typed = text
    this.#typedFor = this.#options().value
    if (reading.problem === null || this.#shownProblem !== null) this.#shownProblem = reading.problem
  }

  /** Takes what is typed, or keeps it with its problem. */
  settle(): void {
    const text = this.#live
    if (text === null) return
    const { rules, onchange, value } = this.#options()
    const reading = readNumber(text, rules)
    this.#shownProblem = reading.problem
    if (reading.problem !== null) return
    this.#typed = null
    if (reading.value !== value) onchange(reading.value)
  }

  /** Escape: back to the last value that counted. True when there was something to give up. */
  revert(): boolean {
    const had = this.#live !== null
    this.#typed = null
    this.#shownProblem = null
    return had
  }

  step(direction: 1 | -1, shift: boolean): void {
    const { rules, value } = this.#options()
    this.#put(stepNumber(value, direction, rules, shift))
  }

  reset(): void {
    this.#put(this.#options().resetTo)
  }

  dragStart(x: number): void {
    this.#drag = { fromX: x, value: this.#options().value }
  }

  dragTo(x: number, shift: boolean): void {
    if (this.#drag === null) return
    const { rules } = this.#options()
    const steps = Math.trunc((x - this.#drag.fromX) / pixelsPerStep)
    let value = this.#drag.value
    for (let taken = 0; taken < Math.abs(steps); taken++) {
      value = stepNumber(value, steps > 0 ? 1 : -1, rules, shift)
    }
    if (value !== this.#options().value) this.#put(value)
  }

  dragEnd(): void {
    this.#drag = null
  }

  #put(value: number): void {
    this.revert()
    const { rules, onchange } = this.#options()
    onchange(clampNumber(value, rules))
  }
}
