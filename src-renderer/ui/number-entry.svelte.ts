// One number field's editing: typed, stepped, dragged, reset; each ends as one settled value.
import {
  clampNumber,
  isBound,
  isPlainNumber,
  pageNumber,
  readNumber,
  stepNumber,
  type NumberProblem,
  type NumberRules,
} from './number-rules.ts'
import { TypedEntry } from './typed-entry.svelte.ts'

export type NumberEntryOptions = {
  value: number
  resetTo: number
  rules: NumberRules
  format: (value: number) => string
  onchange: (value: number) => void
  onsettle?: ((value: number) => void) | undefined
}

const pixelsPerStep = 6

export class NumberEntry {
  readonly #options: () => NumberEntryOptions
  readonly #typed: TypedEntry<number, NumberProblem>
  #drag: { fromX: number; value: number; now: number } | null = null

  constructor(options: () => NumberEntryOptions) {
    this.#options = options
    this.#typed = new TypedEntry<number, NumberProblem>(() => {
      const { value, rules, format, onchange, onsettle } = options()
      return {
        value,
        format,
        onchange,
        onsettle,
        read: (text, soFar) => {
          if (soFar && !isPlainNumber(text)) return { is: 'unfinished' }
          const { value, problem } = readNumber(text, rules)
          return problem === null ? { is: 'value', value } : { is: 'problem', problem }
        },
      }
    })
  }

  get text(): string {
    return this.#typed.text
  }
  get problem(): NumberProblem | null {
    return this.#typed.problem
  }
  /** Something is typed and not settled: Home and End are the caret's. */
  get typing(): boolean {
    return this.#typed.typing
  }

  /** A plain number in range counts at once; a sum waits for Enter or leaving the field. */
  type(text: string): void {
    this.#typed.type(text)
  }
  settle(): void {
    this.#typed.settle()
  }
  /** True when there was something to give up. */
  revert(): boolean {
    return this.#typed.revert()
  }

  /** Undo. True when no value had come of what was typed. */
  giveUp(): boolean {
    return this.#typed.giveUp()
  }

  step(direction: 1 | -1, shift: boolean): void {
    const from = this.#typed.take()
    this.#rest(from, stepNumber(from, direction, this.#options().rules, shift))
  }

  page(direction: 1 | -1): void {
    const from = this.#typed.take()
    this.#rest(from, pageNumber(from, direction, this.#options().rules))
  }

  /** Home and End: to the least or the most. */
  toEnd(end: 'min' | 'max'): void {
    const { rules } = this.#options()
    const bound = (rules.ends ?? rules)[end]
    if (isBound(bound)) this.#rest(this.#typed.take(), bound)
  }

  reset(): void {
    const { value, rules, resetTo } = this.#options()
    this.#typed.drop()
    this.#rest(value, clampNumber(resetTo, rules))
  }

  dragStart(x: number): void {
    const value = this.#typed.take()
    this.#drag = { fromX: x, value, now: value }
  }

  dragTo(x: number, shift: boolean): void {
    const drag = this.#drag
    if (drag === null) return
    const { rules, onchange } = this.#options()
    const steps = Math.trunc((x - drag.fromX) / pixelsPerStep)
    let value = drag.value
    for (let taken = 0; taken < Math.abs(steps); taken++) {
      value = stepNumber(value, steps > 0 ? 1 : -1, rules, shift)
    }
    if (value === drag.now) return
    drag.now = value
    onchange(value)
  }

  dragEnd(): void {
    const drag = this.#drag
    this.#drag = null
    if (drag !== null && drag.now !== drag.value) this.#options().onsettle?.(drag.now)
  }

  #rest(from: number, to: number): void {
    const { onchange, onsettle } = this.#options()
    if (to === from) return
    onchange(to)
    onsettle?.(to)
  }
}
