// The library as this window looks at it: what is asked for, what is found, what is picked, and what is chosen of it.
import type {
  ChoiceChange,
  Edits,
  Facets,
  FindSort,
  FoundByEffect,
  FoundItem,
  ShownDetails,
  Selection,
  VersionWay,
} from '../../../src-main/contract/find.ts'
import type { AdapterSummary } from '../../../src-main/contract/library.ts'
import { toggleFilter } from '../../../src-main/query/edit.ts'
import { HoveredItem } from './hovered-item.svelte.ts'
import type { Draft } from '../picture/draft.svelte.ts'
import { cardLookOf, type CardLook } from './card-look.ts'
import { CardVersions } from './card-versions.svelte.ts'
import { FoundList } from '../found-list.svelte.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Step } from '../history/step.ts'
import { readKept, writeKept } from '../kept-in-browser.ts'
import type { Look } from '../look.svelte.ts'
import type { KnownValue } from '../query-box.svelte.ts'
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

/** A search by effect is asked again while adapters are being compared, no more often. */
const comparedApartMs = 3_000
const keptKey = 'library-cards'

export class LibraryDesk {
  readonly #parts: LibraryDeskParts
  readonly found: FoundList<FoundItem, FindSort> = new FoundList({
    place: 'library',
    sort: 'newest',
    askPage: (offset, limit) => this.#askPage(offset, limit),
    askIds: async (first, end) => {
      const wish = { ...this.#asked(), sort: this.found.sort }
      return (await this.#parts.studio.backend.find.ids(wish)).slice(first, end)
    },
    onAsk: () => void this.#askFacets(),
    valuesOf: () => this.#knownValues(),
    now: (row) => this.versions.now(row),
  })
  readonly versions: CardVersions
  readonly hovered: HoveredItem
  #look = $state.raw<CardLook>(cardLookOf(readKept(keptKey)))
  #facets = $state.raw<Facets | null>(null)
  #details = $state.raw<ShownDetails | null>(null)
  #byEffect = $state.raw<FoundByEffect | null>(null)
  #askedAt = 0
  #changes = $state(0)
  #of = $state(0)
  #question = 0
  #detailsQuestion = 0

  constructor(parts: LibraryDeskParts) {
    this.#parts = parts
    this.hovered = new HoveredItem(parts.studio)
    this.versions = new CardVersions({
      studio: parts.studio,
      toasts: parts.toasts,
      found: this.found,
      edit: (edits) => this.#edit(edits, (words) => words.broughtToFront),
      details: () => this.details,
      onShown: (details) => this.#show(details),
    })
    const telling = new Set([
      'items',
      'adapter',
      'adapter-removed',
      'adapters',
      'model',
      'model-removed',
      'operation',
      'snapshot',
    ])
    parts.studio.listen((event) => {
      const { type } = event
      if (type === 'comparing') this.#compared()
      if (type === 'collection' && event.calledBefore !== undefined)
        this.found.query.follow({ field: 'in', before: event.calledBefore, after: event.collection.name })
      if (!telling.has(type)) return
      this.#changes += 1
      this.found.askSoon()
    })
  }

  /** Whatever is called so is searched for. */
  find(name: string): void {
    this.found.query.set(`"${name.replaceAll('"', ' ')}"`)
  }

  get cards(): CardLook {
    return this.#look
  }
  setCards(change: Partial<CardLook>): void {
    const { isApart } = this.#look
    this.#look = { ...this.#look, ...change }
    writeKept(keptKey, this.#look)
    if (this.#look.isApart === isApart) return
    this.#of = 0
    this.versions.forget()
    this.found.askSoon()
  }
  /** Another number whenever something of the library has changed. */
  get changes(): number {
    return this.#changes
  }
  /** In the library at all, as far as was asked. */
  get of(): number {
    return Math.max(this.#of, this.found.list.total)
  }
  isBlurred({ tags, isNsfw }: Pick<FoundItem, 'tags' | 'isNsfw'>): boolean {
    return this.#look.isBlurred && (isNsfw || tags.some((tag) => tag.toLowerCase() === 'nsfw'))
  }
  get facets(): Facets | null {
    return this.#facets
  }
  /** What a search by effect is about; null for any other. */
  get byEffect(): FoundByEffect | null {
    return this.#byEffect
  }
  /** The library by how much it does what the one at hand does; the same again shows all. */
  async findAlike(): Promise<void> {
    const id = this.found.current?.id ?? null
    if (id === null) return
    await this.#parts.toasts.attempt(async () => {
      // The key may be quicker than what is shown beside the cards.
      const { item, calledBy } = this.details ?? (await this.#parts.studio.backend.find.details({ id }))
      if (!item.isAdapter) return
      this.found.query.choose({ leaf: { is: 'filter', field: 'like', value: calledBy }, isNot: false })
    })
  }
  /** Of what is found, all but the best of each group that does the same. */
  async pickSpare(): Promise<void> {
    const { query: text, ...asked } = this.#asked()
    const spare = { leaf: { is: 'filter', field: 'duplicates', value: 'spare' }, isNot: false } as const
    const query = this.found.query.has(spare) ? text : toggleFilter(text, 'library', spare)
    await this.#parts.toasts.attempt(async () => {
      this.found.picked.these(
        await this.#parts.studio.backend.find.ids({ ...asked, query, sort: this.found.sort }),
      )
    })
  }
  /** Of the one at hand; what was known of another is not shown for it. */
  get details(): ShownDetails | null {
    return this.#details?.item.id === this.found.current?.id ? this.#details : null
  }

  /** Called when another one is at hand. */
  async askDetails(id: string | null): Promise<void> {
    const question = ++this.#detailsQuestion
    if (id === null) return
    try {
      const details = await this.#parts.studio.backend.find.details({ id })
      if (question !== this.#detailsQuestion) return
      this.#details = details
      this.versions.heard(details)
    } catch {
      // It is gone, or the host is away: both are told elsewhere.
    }
  }

  selection(ids: readonly string[]): Promise<Selection> {
    return this.#parts.studio.backend.find.selection({ ids: [...ids] })
  }

  /** Of all that are picked: on where one of them is not. */
  toggleFavourite(): void {
    const isAll = this.found.chosen().every(({ favourite }) => favourite)
    void this.edit(this.found.chosenIds(), { favourite: !isAll })
  }

  /** What of these can be used; one step. */
  async addToStack(ids: readonly string[]): Promise<void> {
    const { stack, shelf, toasts } = this.#parts
    await toasts.attempt(async () => {
      stack.add(...(await shelf.lookUp(ids)).filter(isUsable))
    })
  }

  /** One step, however many there are. */
  async edit(ids: readonly string[], change: ChoiceChange): Promise<void> {
    await this.#edit([{ ids: [...ids], change }], (words) => words.edited(ids.length))
  }

  async #edit(after: Edits, name: Step<Edits>['name']): Promise<void> {
    const { studio, histories, toasts } = this.#parts
    const put = async (edits: Edits): Promise<void> => {
      await studio.backend.find.edit({ edits })
    }
    const history = histories.at('library')
    const edited = toasts.attempt(async () => {
      const { before } = await studio.backend.find.edit({ edits: after })
      history.record({ name, key: null, before, after, put })
    })
    await history.during(edited)
  }

  #show(details: ShownDetails): void {
    this.#detailsQuestion += 1
    this.#details = details
  }

  /** More adapters are compared: those that are shown by effect may be others now. */
  #compared(): void {
    const { byEffect } = this
    if (byEffect !== null && byEffect.left > 0 && performance.now() - this.#askedAt > comparedApartMs)
      this.found.askSoon()
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

  /** After the rows, which are waited for. */
  async #askFacets(): Promise<void> {
    const question = ++this.#question
    await this.found.list.answered()
    if (question !== this.#question) return
    try {
      const facets = await this.#parts.studio.backend.find.facets(this.#asked())
      if (question === this.#question) this.#facets = facets
    } catch {
      // The host is away, which is told elsewhere.
    }
  }

  #asked(): { query: string; typing: boolean; model: string | null; versions: VersionWay } {
    const { model } = this.#parts.draft.form
    const versions = this.#look.isApart ? 'apart' : 'together'
    return { query: this.found.query.text, typing: true, model: model === '' ? null : model, versions }
  }

  async #askPage(offset: number, limit: number): Promise<{ total: number; rows: FoundItem[] }> {
    const wish = { ...this.#asked(), sort: this.found.sort, offset, limit }
    this.#askedAt = performance.now()
    const { total, items, byEffect } = await this.#parts.studio.backend.find.items(wish)
    if (this.#asked().query === wish.query) this.#byEffect = byEffect
    if (wish.query === '') this.#of = total
    return { total, rows: items }
  }
}

function isUsable({ kind, problem, missing }: AdapterSummary): boolean {
  return kind !== null && problem === null && !missing
}
