// What is known of the card that the pointer rests on: asked for after a moment, and gone with the pointer.
import type { ShownDetails } from '../../../src-main/contract/find.ts'
import type { Studio } from '../studio.svelte.ts'

/** Passing over a card asks nothing. */
const restMs = 250

export class HoveredItem {
  readonly #studio: Pick<Studio, 'backend'>
  #details = $state.raw<ShownDetails | null>(null)
  #id: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(studio: Pick<Studio, 'backend'>) {
    this.#studio = studio
  }

  /** Null while it is not known, or another one is pointed at. */
  of(id: string): ShownDetails | null {
    return this.#details?.item.id === id ? this.#details : null
  }

  point(id: string | null): void {
    clearTimeout(this.#timer)
    this.#id = id
    this.#details = null
    if (id !== null) this.#timer = setTimeout(() => void this.#ask(id), restMs)
  }

  async #ask(id: string): Promise<void> {
    try {
      const details = await this.#studio.backend.find.details({ id })
      if (this.#id === id) this.#details = details
    } catch {
      // It is gone, or the host is away: both are told elsewhere.
    }
  }
}
