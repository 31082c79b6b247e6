// The picker of adapters: what is searched for and which rows are looked at; the host sorts and finds, page by page.
import { SvelteMap } from 'svelte/reactivity'
import type { AdapterProof, AdapterSummary } from '../../../src-main/contract/library.ts'
import type { Draft } from '../picture/draft.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { AdapterShelf } from './adapter-shelf.svelte.ts'
import type { Proofs } from './proofs.svelte.ts'

export type PickerRow = { adapter: AdapterSummary; proof: AdapterProof | null }

const pageSize = 60
const togetherMs = 150

export class Picker {
  readonly #studio: Studio
  readonly #draft: Draft
  readonly #shelf: AdapterShelf
  readonly #proofs: Proofs
  isOpen = $state(false)
  query = $state('')
  #fitsOnly = $state(false)
  #favouritesOnly = $state(false)
  #active = $state(0)
  #total = $state(0)
  /** Ids by page; a page that is not there was not looked at, or is on its way. */
  readonly #pages = new SvelteMap<number, readonly string[]>()
  #answered = $state(false)
  #asked = new Set<number>()
  #search = 0
  #soon: ReturnType<typeof setTimeout> | undefined
  /** The search whose rows are shown. */
  #shownSearch = 0
  /** When the newest search is answered. */
  #answer: Promise<unknown> = Promise.resolve()
  #shown = { first: 0, end: pageSize }

  readonly active: number = $derived(Math.min(this.#active, Math.max(0, this.#total - 1)))

  constructor(studio: Studio, draft: Draft, shelf: AdapterShelf, proofs: Proofs) {
    this.#studio = studio
    this.#draft = draft
    this.#shelf = shelf
    this.#proofs = proofs
    proofs.onForgotten(() => this.#again())
    studio.listen((event) => {
      const { type } = event
      if (type === 'adapters' || type === 'adapter-removed' || type === 'snapshot') this.#again()
      if (type === 'adapter' && this.#isNews(event.adapter)) this.#againSoon()
    })
  }

  get total(): number {
    return this.#total
  }
  /** Whether the library has no adapters at all, whatever is searched for. */
  get isEmpty(): boolean {
    const isFiltered = this.query.trim() !== '' || this.#fitsOnly || this.#favouritesOnly
    return this.#answered && this.#total === 0 && !isFiltered
  }
  /** Whether nothing is found of what is searched for. */
  get isWithout(): boolean {
    return this.#answered && this.#total === 0 && !this.isEmpty
  }

  get fitsOnly(): boolean {
    return this.#fitsOnly
  }
  set fitsOnly(only: boolean) {
    this.#fitsOnly = only
    this.#again()
  }
  get favouritesOnly(): boolean {
    return this.#favouritesOnly
  }
  set favouritesOnly(only: boolean) {
    this.#favouritesOnly = only
    this.#again()
  }

  /** Null while its page is on its way. */
  row(index: number): PickerRow | null {
    const id = this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize]
    const adapter = id === undefined ? null : this.#shelf.find(id)
    return adapter === null ? null : { adapter, proof: this.#proofs.of(adapter.id) }
  }

  /** These rows are on the screen: their pages are asked for. */
  show(first: number, end: number): void {
    this.#shown = { first, end }
    if (this.isOpen) void this.#askFor(first, end)
  }

  open(): void {
    this.isOpen = true
    this.#active = 0
    this.#again()
  }
  close(): void {
    this.isOpen = false
    this.query = ''
  }
  search(text: string): void {
    this.query = text
    this.#active = 0
    this.#again()
  }
  move(by: number): void {
    this.#active = Math.min(this.#total - 1, Math.max(0, this.active + by))
  }
  point(index: number): void {
    this.#active = index
  }

  /** Whether it came or went; what is on a page that nobody looks at may have come. */
  #isNews({ id, missing }: AdapterSummary): boolean {
    const isListed = [...this.#pages.values()].some((ids) => ids.includes(id))
    return isListed === missing
  }

  /** A few that come together are asked for together. */
  #againSoon(): void {
    this.#soon ??= setTimeout(() => this.#again(), togetherMs)
  }

  /** The active row of what was searched for last: whoever is quicker than the host gets what they meant. */
  async chosen(): Promise<AdapterSummary | null> {
    await this.#answer
    return this.#shownSearch === this.#search ? (this.row(this.active)?.adapter ?? null) : null
  }

  /** The rows that are shown stay until others are known. */
  #again(): void {
    clearTimeout(this.#soon)
    this.#soon = undefined
    if (!this.isOpen) return
    this.#search += 1
    this.#asked = new Set()
    this.#answer = this.#askFor(this.#shown.first, this.#shown.end)
  }

  async #askFor(first: number, end: number): Promise<void> {
    const last = Math.max(first, end - 1)
    const answers: Promise<void>[] = []
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++)
      if (!this.#asked.has(page)) answers.push(this.#ask(page))
    await Promise.all(answers)
  }

  async #ask(page: number): Promise<void> {
    const search = this.#search
    this.#asked.add(page)
    const model = this.#draft.form.model
    try {
      const { at, total, rows } = await this.#studio.backend.adapters.search({
        text: this.query,
        favouritesOnly: this.#favouritesOnly,
        fitsOnly: this.#fitsOnly,
        model: model === '' ? null : model,
        offset: page * pageSize,
        limit: pageSize,
      })
      if (search !== this.#search) return
      const adapters = rows.map(({ adapter }) => adapter)
      this.#shelf.learn(adapters, at)
      if (model === this.#draft.form.model)
        for (const { adapter, proof } of rows) if (proof !== null) this.#proofs.learn(adapter, proof)
      // Pages of an earlier search go when the first of this one is there.
      for (const other of this.#pages.keys()) if (!this.#asked.has(other)) this.#pages.delete(other)
      this.#pages.set(
        page,
        adapters.map(({ id }) => id),
      )
      this.#total = total
      this.#shownSearch = search
      this.#answered = true
      this.#proofs.want(adapters)
    } catch {
      // The host is away, which is told elsewhere; the page is asked for when it is looked at again.
      if (search === this.#search) this.#asked.delete(page)
    }
  }
}
