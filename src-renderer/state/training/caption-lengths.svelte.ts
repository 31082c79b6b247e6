// How many tokens captions have: those in view are counted one after the other, each text once.
import { SvelteMap } from 'svelte/reactivity'
import type { PromptCounter } from '../picture/token-counter.svelte.ts'

/** Somebody may type for hours. */
const mostKnown = 5_000

export class CaptionLengths {
  readonly #backend: PromptCounter
  readonly #known = new SvelteMap<string, number>()
  #wanted: readonly string[] = []
  #working = false

  constructor(backend: PromptCounter) {
    this.#backend = backend
  }

  /** Null until it is counted. */
  of(text: string): number | null {
    return this.#known.get(text) ?? null
  }

  /** Counts these; of those asked for before, what is out of view is left. */
  async count(texts: readonly string[]): Promise<void> {
    this.#wanted = texts
    if (this.#working) return
    this.#working = true
    try {
      for (let text = this.#next(); text !== undefined; text = this.#next()) {
        const { tokens } = await this.#backend.prompt.count({ text, profile: 'a1111' })
        if (this.#known.size >= mostKnown) this.#known.clear()
        this.#known.set(text, tokens)
      }
    } catch {
      // A figure beside the words is a help; a host that is away is told elsewhere.
    } finally {
      this.#working = false
    }
  }

  #next(): string | undefined {
    return this.#wanted.find((text) => !this.#known.has(text))
  }
}
