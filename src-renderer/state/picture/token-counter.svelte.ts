// Counts a prompt's tokens a moment after the typing stops; a late answer never replaces a newer one.
import { firstFamilyFacts } from '../../../src-main/contract/families.ts'
import type { Profile } from '../../../src-main/contract/generation.ts'
import type { PromptCount } from '../../../src-main/contract/studio.ts'
import type { Backend } from '../../backend/backend.ts'

const restMs = 120
const chunk = firstFamilyFacts.text.capacity

export type PromptCounter = { readonly prompt: Pick<Backend['prompt'], 'count'> }

export class TokenCounter {
  readonly #backend: PromptCounter
  #count = $state.raw<PromptCount>({ tokens: 0, borders: [] })
  #countedText = $state<string | null>(null)
  #asked = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(backend: PromptCounter) {
    this.#backend = backend
  }

  /** Whether any text has been counted yet. */
  get isCounted(): boolean {
    return this.#countedText !== null
  }

  get tokens(): number {
    return this.#count.tokens
  }
  /** Tokens that fit into the chunks in use: 75, 150, … */
  get room(): number {
    return Math.max(1, Math.ceil(this.#count.tokens / chunk)) * chunk
  }

  /** Character offsets of the chunk borders, only while they belong to exactly this text. */
  bordersIn(text: string): readonly number[] {
    return text === this.#countedText ? this.#count.borders : []
  }

  /** As this profile reads the text. */
  count(text: string, profile: Profile): void {
    clearTimeout(this.#timer)
    const ask = ++this.#asked
    this.#timer = setTimeout(() => void this.#ask(ask, text, profile), restMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#asked++
  }

  async #ask(ask: number, text: string, profile: Profile): Promise<void> {
    try {
      const count = await this.#backend.prompt.count({ text, profile })
      if (ask !== this.#asked) return
      this.#count = count
      this.#countedText = text
    } catch {
      // The counter keeps its last figure; a host that is away is told elsewhere.
    }
  }
}
