// Pictures that are found by what is being typed; the newest question's answer counts.
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Backend } from '../../backend/backend.ts'

export class PictureFinder {
  readonly #backend: Backend
  readonly #most: number
  #found = $state.raw<{ query: string; pictures: readonly PictureSummary[] }>({ query: '', pictures: [] })
  #question = 0
  #answer: Promise<void> = Promise.resolve()

  constructor(backend: Backend, most: number) {
    this.#backend = backend
    this.#most = most
  }

  /** The newest first, with the query that finds them in that order. */
  get found(): { readonly query: string; readonly pictures: readonly PictureSummary[] } {
    return this.#found
  }

  /** Nothing asks for nothing. */
  find(query: string): Promise<void> {
    this.#answer = this.#ask(query.trim())
    return this.#answer
  }

  /** When what was asked for last is answered. */
  settled(): Promise<void> {
    return this.#answer
  }

  async #ask(query: string): Promise<void> {
    const question = ++this.#question
    const none = { query, pictures: [] }
    if (query === '') {
      this.#found = none
      return
    }
    try {
      const wish = { query, sort: 'newest', offset: 0, limit: this.#most } as const
      const { pictures } = await this.#backend.gallery.page(wish)
      if (question === this.#question) this.#found = { query, pictures }
    } catch {
      // The host is away; that is told elsewhere.
      if (question === this.#question) this.#found = none
    }
  }
}
