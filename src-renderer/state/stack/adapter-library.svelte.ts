// The adapters a person has: found by what tags call them, and what is kept of each: weight, range, notes, favourite.
import type { AdapterLookup, BindableAdapter } from '../../../src-main/contract/bind-stack.ts'
import type { AdapterEdit, AdapterSummary } from '../../../src-main/contract/library.ts'
import { widenedRange } from '../../../src-main/contract/weights.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { AdapterShelf } from './adapter-shelf.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export type LibraryParts = { studio: Studio; shelf: AdapterShelf; histories: Histories; toasts: Toasts }

export class AdapterLibrary {
  readonly #parts: LibraryParts

  constructor(parts: LibraryParts) {
    this.#parts = parts
  }

  /** By its name as tags call it, or by its hash. */
  find(name: string): BindableAdapter | null {
    const { shelf } = this.#parts
    return shelf.byName(name) ?? shelf.byHash(name)
  }

  /** Whether a tag of this name means no adapter; false while the host has not said so. */
  isNothing(name: string): boolean {
    return this.find(name) === null && this.#parts.shelf.isNothing(name)
  }

  lookup(): AdapterLookup {
    const { shelf } = this.#parts
    return {
      find: (id) => shelf.bindable(id),
      byName: (name) => shelf.byName(name),
      byHash: (hash) => shelf.byHash(hash),
    }
  }

  /** What a person changes of the adapter itself; a step of the history. */
  async edit(adapter: AdapterSummary, edit: AdapterEdit): Promise<void> {
    const before = Object.fromEntries(
      Object.keys(edit).map((field) => [field, adapter[field as keyof AdapterEdit]]),
    ) as AdapterEdit
    await this.#parts.histories.at('create').act<AdapterEdit>({
      name: (words) => words.adapter(adapter.name),
      key: null,
      before,
      after: edit,
      put: (to) => this.#put(adapter.id, to),
    })
  }

  /** A weight beyond the adapter's range makes the range wider, for good. */
  widen(adapter: AdapterSummary, weight: number): void {
    const range = widenedRange(adapter.range, weight)
    if (range.min === adapter.range.min && range.max === adapter.range.max) return
    void this.#parts.toasts.attempt(() => this.#put(adapter.id, { range }))
  }

  resetRange(adapter: AdapterSummary): void {
    void this.edit(adapter, { range: null })
  }

  /** At once; the host's answer has the last word. */
  async #put(id: string, edit: AdapterEdit): Promise<void> {
    const { studio, shelf } = this.#parts
    const learn = (adapter: AdapterSummary): void => studio.learn({ type: 'adapter', adapter })
    const before = shelf.find(id)
    // A range that goes back to the usual one is the host's to say.
    if (before !== null && edit.range !== null) learn({ ...before, ...(edit as Partial<AdapterSummary>) })
    try {
      learn(await studio.backend.adapters.edit({ id, edit }))
    } catch (error) {
      if (before !== null) learn(before)
      throw error
    }
  }
}
