// The library as this window looks at it: what is asked for, what is found, what is picked, and what is chosen of it.
import { untrack } from 'svelte'
import type {
  ChoiceChange,
  Edits,
  Facets,
  FindSort,
  FoundItem,
  ItemDetails,
  Selection,
} from '../../../src-main/contract/find.ts'
import type { AdapterSummary } from '../../../src-main/contract/library.ts'
import type { Draft } from '../picture/draft.svelte.ts'
import type { Histories } from '../history/histories.svelte.ts'
import { readKept, writeKept } from '../kept-in-browser.ts'
import type { Look } from '../look.svelte.ts'
import { PagedList } from '../paged-list.svelte.ts'
import { Picked } from '../picked.svelte.ts'
import { QueryBox, type KnownValue } from '../query-box.svelte.ts'
import type { AdapterShelf } from '../stack/adapter-shelf.svelte.ts'
import type { Stack } from '../stack/stack.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export type LibraryDeskParts = {
  studio: Studio
  draft: Draft
  shelf: AdapterShelf
  stack: Stack
  histories: Histories
  toasts: Toasts
  look: Look
}

/** How the cards look; this browser remembers it. */
export type CardLook = { readonly size: number; readonly isUncropped: boolean; readonly isBlurred: boolean }

const usualLook: CardLook = { size: 18, isUncropped: false, isBlurred: false }
export const cardSizes = { min: 12, max: 32, step: 1 } as const
const keptKey = 'library-cards'
/** Changes that come together are asked for together. */
const togetherMs = 150
/** How many the host is asked for at a time. */
const mostLookedUp = 200

export class LibraryDesk {
  readonly #parts: LibraryDeskParts
  readonly query: QueryBox
  readonly list = new PagedList<FoundItem>((offset, limit) => this.#askPage(offset, limit))
  readonly picked: Picked
  #sort = $state<FindSort>('newest')
  #look = $state.raw<CardLook>(cardLookOf(readKept(keptKey)))
  #facets = $state.raw<Facets | null>(null)
  #details = $state.raw<ItemDetails | null>(null)
  #changes = $state(0)
  #of = $state(0)
  #isOpen = false
  #active = $state(0)
  #question = 0
  #detailsQuestion = 0
  #soon: ReturnType<typeof setTimeout> | undefined

  readonly active: number = $derived(Math.max(0, Math.min(this.#active, this.list.total - 1)))
  readonly current: FoundItem | null = $derived(this.list.row(this.active))

  constructor(parts: LibraryDeskParts) {
    this.#parts = parts
    this.query = new QueryBox(
      'library',
      () => this.#ask(),
      () => this.#knownValues(),
    )
    this.picked = new Picked({
      idAt: (index) => this.list.row(index)?.id ?? null,
      idsBetween: (first, end) => this.#ids(first, end),
    })
    const telling = new Set([
      'items',
      'adapter',
      'adapter-removed',
      'adapters',
      'model',
      'model-removed',
      'snapshot',
    ])
    parts.studio.listen(({ type }) => {
      if (!telling.has(type)) return
      this.#changes += 1
      this.#askSoon()
    })
  }

  get sort(): FindSort {
    return this.#sort
  }
  set sort(sort: FindSort) {
    this.#sort = sort
    this.#ask()
  }
  get cards(): CardLook {
    return this.#look
  }
  setCards(change: Partial<CardLook>): void {
    this.#look = { ...this.#look, ...change }
    writeKept(keptKey, this.#look)
  }
  /** Another number whenever something of the library has changed. */
  get changes(): number {
    return this.#changes
  }
  /** In the library at all, as far as was asked. */
  get of(): number {
    return Math.max(this.#of, this.list.total)
  }
  isBlurred({ tags }: Pick<FoundItem, 'tags'>): boolean {
    return this.#look.isBlurred && tags.some((tag) => tag.toLowerCase() === 'nsfw')
  }
  get facets(): Facets | null {
    return this.#facets
  }
  /** Of the one at hand; what was known of another is not shown for it. */
  get details(): ItemDetails | null {
    return this.#details !== null && this.#details.item.id === this.current?.id ? this.#details : null
  }

  open(): () => void {
    this.#isOpen = true
    // What is read for the question is no reason to open it again.
    untrack(() => this.#ask())
    return () => {
      this.#isOpen = false
      clearTimeout(this.#soon)
      this.#soon = undefined
    }
  }

  point(index: number): void {
    this.#active = index
  }

  /** Called when another one is at hand. */
  async askDetails(id: string | null): Promise<void> {
    const question = ++this.#detailsQuestion
    if (id === null) return
    try {
      const details = await this.#parts.studio.backend.find.details({ id })
      if (question === this.#detailsQuestion) this.#details = details
    } catch {
      // It is gone, or the host is away: both are told elsewhere.
    }
  }

  selection(ids: readonly string[]): Promise<Selection> {
    return this.#parts.studio.backend.find.selection({ ids: [...ids] })
  }

  /** Of all that are picked: on where one of them is not. */
  toggleFavourite(): void {
    const ids = this.chosenIds()
    const known = this.list.rows().filter(({ id }) => ids.includes(id))
    void this.edit(ids, { favourite: !known.every(({ favourite }) => favourite) })
  }

  /** Those that are picked, else the one at hand. */
  chosenIds(): string[] {
    if (this.picked.count > 0) return [...this.picked.ids]
    return this.current === null ? [] : [this.current.id]
  }

  /** What of these can be used; one step. */
  async addToStack(ids: readonly string[]): Promise<void> {
    const { studio, stack, shelf, toasts } = this.#parts
    await toasts.attempt(async () => {
      const usable: AdapterSummary[] = []
      for (let first = 0; first < ids.length; first += mostLookedUp) {
        const wanted = ids.slice(first, first + mostLookedUp)
        const { adapters, at } = await studio.backend.adapters.lookup({ ids: wanted, names: [] })
        shelf.learn(adapters, at)
        usable.push(...adapters.filter(isUsable))
      }
      stack.add(...usable)
    })
  }

  /** One step, however many there are. */
  async edit(ids: readonly string[], change: ChoiceChange): Promise<void> {
    const { studio, histories, toasts } = this.#parts
    const put = async (edits: Edits): Promise<void> => {
      await studio.backend.find.edit({ edits })
    }
    await toasts.attempt(async () => {
      const after: Edits = [{ ids: [...ids], change }]
      const { before } = await studio.backend.find.edit({ edits: after })
      histories
        .at('library')
        .record({ name: (words) => words.edited(ids.length), key: null, before, after, put })
    })
  }

  #knownValues(): readonly KnownValue[] {
    const facets = this.#facets
    if (facets === null) return []
    const of = (field: string, counts: Facets['tags']): KnownValue[] =>
      counts.map(({ value, count }) => ({ field, value, count }))
    return [
      ...of('kind', facets.kinds),
      ...of('base', facets.bases),
      ...of('line', facets.lines),
      ...of('tag', facets.tags),
      ...of('folder', facets.folders),
      ...of('in', facets.collections),
    ]
  }

  #askSoon(): void {
    if (this.#isOpen) this.#soon ??= setTimeout(() => this.#ask(), togetherMs)
  }

  /** What is shown stays until something else is known. */
  #ask(): void {
    clearTimeout(this.#soon)
    this.#soon = undefined
    if (!this.#isOpen) return
    this.list.again()
    void this.#askFacets()
  }

  /** After the rows, which are waited for. */
  async #askFacets(): Promise<void> {
    const question = ++this.#question
    await this.list.answered()
    if (question !== this.#question) return
    try {
      const facets = await this.#parts.studio.backend.find.facets(this.#asked())
      if (question === this.#question) this.#facets = facets
    } catch {
      // The host is away, which is told elsewhere.
    }
  }

  #asked(): { query: string; typing: boolean; model: string | null } {
    const { model } = this.#parts.draft.form
    return { query: this.query.text, typing: true, model: model === '' ? null : model }
  }

  async #askPage(offset: number, limit: number): Promise<{ total: number; rows: FoundItem[] }> {
    const wish = { ...this.#asked(), sort: this.#sort, offset, limit }
    const { total, items } = await this.#parts.studio.backend.find.items(wish)
    if (wish.query === '') this.#of = total
    return { total, rows: items }
  }

  async #ids(first: number, end: number): Promise<readonly string[]> {
    const known = Array.from({ length: end - first }, (_, at) => this.list.row(first + at)?.id ?? null)
    if (known.every((id) => id !== null)) return known
    const every = await this.#parts.studio.backend.find.ids({ ...this.#asked(), sort: this.#sort })
    return every.slice(first, end)
  }
}

function isUsable({ kind, problem, missing }: AdapterSummary): boolean {
  return kind !== null && problem === null && !missing
}

function cardLookOf(kept: unknown): CardLook {
  const { size, isUncropped, isBlurred }: Partial<Record<keyof CardLook, unknown>> =
    typeof kept === 'object' && kept !== null ? kept : {}
  return {
    size: typeof size === 'number' ? Math.min(cardSizes.max, Math.max(cardSizes.min, size)) : usualLook.size,
    isUncropped: isUncropped === true,
    isBlurred: isBlurred === true,
  }
}
