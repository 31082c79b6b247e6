// What every adapter would do to the chosen model; asked again when the model or the adapters change.
import { SvelteMap } from 'svelte/reactivity'
import type { AdapterProof } from '../../../src-main/contract/library.ts'
import type { Draft } from '../picture/draft.svelte.ts'
import type { Studio } from '../studio.svelte.ts'

const retryAfterMs = 2000

export class Proofs {
  readonly #studio: Studio
  readonly #draft: Draft
  readonly #known = new SvelteMap<string, AdapterProof>()
  #model = ''
  #asked = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(studio: Studio, draft: Draft) {
    this.#studio = studio
    this.#draft = draft
    studio.listen((event) => {
      const { type } = event
      if (type === 'adapters' || type === 'model' || type === 'snapshot') void this.#ask()
      if (type === 'adapter' && !this.#known.has(event.adapter.id)) void this.#ask()
    })
    draft.onChange(({ model }) => {
      if (model !== undefined && model !== this.#model) void this.#ask()
    })
    draft.onAdopt(({ model }) => {
      if (model !== this.#model) void this.#ask()
    })
    void this.#ask()
  }

  /** Null while it is being found out. */
  of(adapterId: string): AdapterProof | null {
    return this.#known.get(adapterId) ?? null
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer)
    const ask = ++this.#asked
    const { model } = this.#draft.form
    if (model !== this.#model) this.#known.clear()
    this.#model = model
    if (model === '' || this.#studio.data.adapters.length === 0) return
    try {
      const proofs = await this.#studio.backend.adapters.proofs({ model })
      if (ask !== this.#asked) return
      this.#known.clear()
      for (const proof of proofs) this.#known.set(proof.adapterId, proof)
    } catch {
      // A model that cannot be read proves nothing; a host that is away is told elsewhere and asked again.
      if (ask === this.#asked) this.#timer = setTimeout(() => void this.#ask(), retryAfterMs)
    }
  }
}
