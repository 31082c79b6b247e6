// Searches of the library kept under a name: what was asked, and in which order; each change is one step.
import { SvelteMap } from 'svelte/reactivity'
import type { FindSort, SavedFilter } from '../../../src-main/contract/find.ts'
import type { FoundList } from '../found-list.svelte.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Step, StepName } from '../history/step.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio } from '../studio.svelte.ts'

export type SavedFiltersParts = {
  studio: Studio
  histories: Histories
  look: Look
  found: Pick<FoundList<{ readonly id: string }, FindSort>, 'query' | 'sort'>
}
type Kept = Omit<SavedFilter, 'id'>

export class SavedFilters {
  readonly #parts: SavedFiltersParts
  readonly #known = new SvelteMap<string, SavedFilter>()

  /** By name. */
  readonly list: readonly SavedFilter[] = $derived.by(() => {
    const collator = new Intl.Collator(this.#parts.look.language, { numeric: true })
    return [...this.#known.values()].sort((a, b) => collator.compare(a.name, b.name))
  })

  constructor(parts: SavedFiltersParts) {
    this.#parts = parts
    parts.studio.listen((event) => {
      if (event.type === 'saved-filter') this.#known.set(event.filter.id, event.filter)
      else if (event.type === 'saved-filter-removed') this.#known.delete(event.id)
      else if (event.type === 'snapshot' && this.#known.size > 0) void this.ask()
    })
  }

  async ask(): Promise<void> {
    try {
      const all = await this.#parts.studio.backend.find.filters()
      this.#known.clear()
      for (const filter of all) this.#known.set(filter.id, filter)
    } catch {
      // The host is away, which is told elsewhere.
    }
  }

  /** Whether it is what is asked for now. */
  isAsked({ query, sort }: Kept): boolean {
    const { found } = this.#parts
    return found.query.text === query && found.sort === sort
  }

  use({ query, sort }: Kept): void {
    const { found } = this.#parts
    found.query.set(query)
    found.sort = sort
  }

  /** What is asked for now; one of this name is replaced. */
  async save(name: string): Promise<void> {
    const { histories, found } = this.#parts
    const after = { name, query: found.query.text, sort: found.sort }
    await histories
      .at('library')
      .act(this.#step(this.#named(name), after, (words) => words.filterSaved(name)))
  }

  async rename({ id: _, ...before }: SavedFilter, name: string): Promise<void> {
    const step = this.#step(before, { ...before, name }, (words) => words.filterRenamed(name))
    await this.#parts.histories.at('library').act(step)
  }

  async remove({ id: _, ...before }: SavedFilter): Promise<void> {
    const { histories, look } = this.#parts
    const step = this.#step(before, null, (words) => words.filterRemoved(before.name))
    await histories.act(histories.at('library'), step, look.words.library.filterRemoved(before.name))
  }

  #named(name: string): Kept | null {
    const key = name.toLowerCase()
    const same = this.list.find((one) => one.name.toLowerCase() === key)
    return same === undefined ? null : { name: same.name, query: same.query, sort: same.sort }
  }

  #step(before: Kept | null, after: Kept | null, name: StepName): Step<Kept | null> {
    const { find } = this.#parts.studio.backend
    return {
      name,
      key: null,
      before,
      after,
      put: async (to, from) => {
        if (to !== null) await find.saveFilter(to)
        if (from === null || from.name.toLowerCase() === to?.name.toLowerCase()) return
        const old = this.list.find((one) => one.name === from.name)
        if (old !== undefined) await find.removeFilter({ id: old.id })
      },
    }
  }
}
