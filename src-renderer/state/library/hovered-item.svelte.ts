// What is known of the card that the pointer rests on: asked for after a moment, and gone with the pointer. By key the card
// at hand is slid from end to end.
import type { ShownDetails } from '../../../src-main/contract/find.ts'
import type { Studio } from '../studio.svelte.ts'

/** Passing over a card asks nothing. */
const restMs = 250

export class HoveredItem {
  readonly #studio: Pick<Studio, 'backend'>
  #details = $state.raw<ShownDetails | null>(null)
  #id: string | null = null
  /** How far the card is slid by key, 0 to 1. */
  #slid = $state.raw<{ readonly id: string; readonly share: number } | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(studio: Pick<Studio, 'backend'>) {
    this.#studio = studio
  }

  /** Null while it is not known, or another one is pointed at. */
  of(id: string): ShownDetails | null {
    return this.#details?.item.id === id ? this.#details : null
  }

  /** Null unless it was slid by key. */
  slidTo(id: string): number | null {
    return this.#slid?.id === id ? this.#slid.share : null
  }

  /** To the other end; a card begins at its own picture, which is the last. */
  async slide(id: string): Promise<void> {
    const share = this.slidTo(id) === 0 ? 1 : 0
    clearTimeout(this.#timer)
    this.#id = id
    if (this.of(id) === null) await this.#ask(id)
    this.#slid = { id, share }
  }

  point(id: string | null): void {
    this.#slid = null
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
