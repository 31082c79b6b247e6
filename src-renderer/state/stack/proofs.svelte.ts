// What adapters would do to the chosen model: asked for those that are looked at, once for each contents.
import { SvelteMap } from 'svelte/reactivity'
import type { AdapterProof, AdapterSummary } from '../../../src-main/contract/library.ts'
import type { Draft } from '../picture/draft.svelte.ts'
import type { Studio } from '../studio.svelte.ts'

/** What is proven of an adapter holds as long as its contents are the same. */
export type Provable = Pick<AdapterSummary, 'id' | 'contents' | 'missing'>

const retryAfterMs = 2000
/** Each that was not found out before takes the host a moment: the first answers come early. */
const mostAtOnce = 25

export class Proofs {
  readonly #studio: Studio
  readonly #known = new SvelteMap<string, AdapterProof>()
  /** What each was found out of. */
  readonly #contents = new Map<string, string>()
  /** Contents by id. */
  readonly #waiting = new Map<string, string>()
  readonly #listeners = new Set<() => void>()
  #model: string
  #asking = false

  constructor(studio: Studio, draft: Draft) {
    this.#studio = studio
    this.#model = draft.form.model
    studio.listen((event) => {
      if (event.type === 'snapshot') this.#forget()
      if (event.type === 'model' && event.model.id === this.#model) this.#forget()
    })
    draft.onChange(({ model }) => {
      if (model !== undefined) this.#follow(model)
    })
    draft.onAdopt(({ model }) => this.#follow(model))
  }

  /** Called when all that was known means nothing any more: whoever shows some asks again. */
  onForgotten(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Null while it is being found out. */
  of(adapterId: string): AdapterProof | null {
    return this.#known.get(adapterId) ?? null
  }

  /** For one that came with another answer about the chosen model. */
  learn({ id, contents }: Provable, proof: AdapterProof): void {
    this.#known.set(id, proof)
    this.#contents.set(id, contents)
  }

  want(adapters: readonly Provable[]): void {
    for (const { id, contents, missing } of adapters) {
      // Another file may have taken its place.
      if (missing || (this.#known.has(id) && this.#contents.get(id) === contents)) continue
      this.#waiting.set(id, contents)
    }
    if (this.#asking || this.#model === '' || this.#waiting.size === 0) return
    this.#asking = true
    queueMicrotask(() => void this.#ask())
  }

  async #ask(): Promise<void> {
    const model = this.#model
    const asked = [...this.#waiting].slice(0, mostAtOnce)
    const ids = asked.map(([id]) => id)
    let again = false
    try {
      const proofs = await this.#studio.backend.adapters.proofs({ model, ids })
      const contents = new Map(asked)
      if (model === this.#model)
        for (const proof of proofs) {
          const id = proof.adapterId
          this.learn({ id, contents: contents.get(id) ?? '', missing: false }, proof)
        }
      // What has changed meanwhile is asked for again.
      for (const [id, own] of asked) if (this.#waiting.get(id) === own) this.#waiting.delete(id)
    } catch {
      // A model that cannot be read proves nothing; a host that is away is told elsewhere and asked again.
      again = model === this.#model
    }
    this.#asking = false
    if (again) setTimeout(() => this.want([]), retryAfterMs)
    else this.want([])
  }

  #follow(model: string): void {
    if (model === this.#model) return
    this.#model = model
    this.#forget()
  }

  #forget(): void {
    this.#known.clear()
    this.#waiting.clear()
    for (const listener of this.#listeners) listener()
  }
}
