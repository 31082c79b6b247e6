// The newest pictures that were made with the item at hand, and how many there are.
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Studio } from '../studio.svelte.ts'

const shown = 6

export class PicturesMadeWith {
  readonly #studio: Pick<Studio, 'backend'>
  #pictures = $state.raw<readonly PictureSummary[]>([])
  #total = $state(0)
  #question = 0

  constructor(studio: Pick<Studio, 'backend'>) {
    this.#studio = studio
  }

  get pictures(): readonly PictureSummary[] {
    return this.#pictures
  }
  get total(): number {
    return this.#total
  }

  /** In the language of the gallery; null finds nothing. */
  async ask(query: string | null): Promise<void> {
    const question = ++this.#question
    const page =
      query === null
        ? null
        : await this.#studio.backend.gallery
            .page({ query, sort: 'newest', offset: 0, limit: shown })
            // The host is away, which is told elsewhere.
            .catch(() => null)
    if (question !== this.#question) return
    this.#pictures = page?.pictures ?? []
    this.#total = page?.total ?? 0
  }
}
