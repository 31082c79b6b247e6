// Adapters whose name holds what is being typed; the newest question's answer counts.
import type { AdapterSummary } from '../../../src-main/contract/library.ts'
import type { Backend } from '../../backend/backend.ts'
import type { AdapterShelf } from './adapter-shelf.svelte.ts'

/** Asked for, so that names that begin as it is typed can come first. */
const asked = 40

export class AdapterFinder {
  readonly #backend: Backend
  readonly #shelf: AdapterShelf
  readonly #most: number
  #found = $state.raw<readonly AdapterSummary[]>([])
  #question = 0
  #answer: Promise<void> = Promise.resolve()

  constructor(backend: Backend, shelf: AdapterShelf, most: number) {
    this.#backend = backend
    this.#shelf = shelf
    this.#most = most
  }

  /** Those that can be used, the likeliest first. */
  get found(): readonly AdapterSummary[] {
    return this.#found
  }

  find(text: string): Promise<void> {
    this.#answer = this.#ask(text)
    return this.#answer
  }

  /** When what was asked for last is answered: whoever is quicker than the host gets what they meant. */
  settled(): Promise<void> {
    return this.#answer
  }

  forget(): void {
    this.#question += 1
    this.#found = []
  }

  async #ask(text: string): Promise<void> {
    const question = ++this.#question
    try {
      const wish = { text, favouritesOnly: false, fitsOnly: false, model: null, offset: 0, limit: asked }
      const { at, rows } = await this.#backend.adapters.search(wish)
      if (question !== this.#question) return
      const adapters = rows.map(({ adapter }) => adapter)
      this.#shelf.learn(adapters, at)
      this.#found = likeliest(adapters, text.toLowerCase()).slice(0, this.#most)
    } catch {
      // The host is away; that is told elsewhere.
      if (question === this.#question) this.#found = []
    }
  }
}

/** Names that begin so, then names that hold it, then what is found by other words. */
function likeliest(adapters: readonly AdapterSummary[], typed: string): AdapterSummary[] {
  const rank = ({ name }: AdapterSummary): number => {
    const at = name.toLowerCase().indexOf(typed)
    return at === 0 ? 0 : at > 0 ? 1 : 2
  }
  return adapters
    .filter(({ problem, kind }) => problem === null && kind !== null)
    .toSorted((a, b) => rank(a) - rank(b))
}
