// Pictures that are found by what is being typed.
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Backend } from '../../backend/backend.ts'
import { NewestAnswer } from '../newest-answer.svelte.ts'

type FoundPictures = { readonly query: string; readonly pictures: readonly PictureSummary[] }

export class PictureFinder {
  readonly #backend: Backend
  readonly #most: number
  readonly #answer = new NewestAnswer<FoundPictures>({ query: '', pictures: [] })

  constructor(backend: Backend, most: number) {
    this.#backend = backend
    this.#most = most
  }

  /** The newest first, with the query that finds them in that order. */
  get found(): FoundPictures {
    return this.#answer.value
  }

  /** Nothing asks for nothing. */
  find(text: string): Promise<void> {
    const query = text.trim()
    return this.#answer.ask(async () => {
      if (query === '') return { query, pictures: [] }
      const wish = { query, sort: 'newest', offset: 0, limit: this.#most } as const
      const { pictures } = await this.#backend.gallery.page(wish)
      return { query, pictures }
    })
  }

  settled(): Promise<void> {
    return this.#answer.settled()
  }
}
