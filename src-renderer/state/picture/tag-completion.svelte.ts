// Completing a `<lora:…>` tag: which adapters are offered for the letters before the caret, and what one writes.
import type { AdapterSummary } from '../../../src-main/contract/library.ts'
import { tagBeforeCaret } from './prompt-marks.ts'

export type TextAndCaret = { text: string; caret: number }

const shown = 8

/** Whoever knows the adapters; what it has found comes when it comes. */
export type Finder = {
  readonly found: readonly AdapterSummary[]
  find(text: string): Promise<void>
  /** When what was asked for last is answered. */
  settled(): Promise<void>
  forget(): void
}

export class TagCompletion {
  readonly #finder: Finder
  #open = $state.raw<{ start: number; typed: string } | null>(null)
  #active = $state(0)

  readonly offered: readonly AdapterSummary[] = $derived.by(() =>
    this.#open === null ? [] : this.#finder.found,
  )

  constructor(finder: (most: number) => Finder) {
    this.#finder = finder(shown)
  }

  get active(): number {
    return this.#active
  }

  /** The text or the caret has changed. */
  look({ text, caret }: TextAndCaret): void {
    const next = tagBeforeCaret(text, caret)
    if (next?.start !== this.#open?.start || next?.typed !== this.#open?.typed) {
      this.#active = 0
      if (next === null) this.#finder.forget()
      else void this.#finder.find(next.typed)
    }
    this.#open = next
  }

  close(): void {
    this.#open = null
  }
  point(index: number): void {
    this.#active = index
  }
  move(by: 1 | -1): void {
    const { length } = this.offered
    if (length > 0) this.#active = (this.#active + by + length) % length
  }

  /** The active one of those found for the letters that are there now; null where they have changed meanwhile. */
  async chosen(): Promise<AdapterSummary | null> {
    const open = this.#open
    await this.#finder.settled()
    const isSame = open?.start === this.#open?.start && open?.typed === this.#open?.typed
    return isSame ? (this.offered[this.#active] ?? null) : null
  }

  /** The text with the adapter's tag in it, the caret behind it. */
  complete(adapter: AdapterSummary, { text, caret }: TextAndCaret): TextAndCaret | null {
    const open = this.#open
    if (open === null) return null
    this.#open = null
    const rest = text.slice(caret)
    const tail = /^[^<>,\n]*>/.exec(rest)?.[0].length ?? 0
    const head = `${text.slice(0, open.start)}<lora:${adapter.name}:${Number(adapter.preferredWeight.toFixed(3))}>`
    return { text: head + rest.slice(tail), caret: head.length }
  }
}
