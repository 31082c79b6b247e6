// Adapters whose name holds what is being typed.
import type { AdapterSummary } from '../../../src-main/contract/library.ts'
import type { Backend } from '../../backend/backend.ts'
import { NewestAnswer } from '../newest-answer.svelte.ts'
import type { AdapterShelf } from './adapter-shelf.svelte.ts'

/** Asked for, so that names that begin as it is typed can come first. */
const asked = 40

export class AdapterFinder {
  readonly #backend: Backend
  readonly #shelf: AdapterShelf
  readonly #most: number
  readonly #answer = new NewestAnswer<readonly AdapterSummary[]>([])

  constructor(backend: Backend, shelf: AdapterShelf, most: number) {
    this.#backend = backend
    this.#shelf = shelf
    this.#most = most
  }

  /** Those that can be used, the likeliest first. */
  get found(): readonly AdapterSummary[] {
    return this.#answer.value
  }

  find(text: string): Promise<void> {
    return this.#answer.ask(async () => {
      const wish = { text, favouritesOnly: false, fitsOnly: false, model: null, offset: 0, limit: asked }
      const { at, rows } = await this.#backend.adapters.search(wish)
      const adapters = rows.map(({ adapter }) => adapter)
      this.#shelf.learn(adapters, at)
      return likeliest(adapters, text.toLowerCase()).slice(0, this.#most)
    })
  }

  settled(): Promise<void> {
    return this.#answer.settled()
  }

  forget(): void {
    this.#answer.forget()
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
