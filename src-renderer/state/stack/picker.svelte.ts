// The picker of adapters: what is searched for and which rows are looked at; the host sorts and finds, page by page.
import type { AdapterProof, AdapterSummary } from '../../../src-main/contract/library.ts'
import { PagedList, type ListPage } from '../paged-list.svelte.ts'
import type { Draft } from '../picture/draft.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { AdapterShelf } from './adapter-shelf.svelte.ts'
import type { Proofs } from './proofs.svelte.ts'

export type PickerRow = { adapter: AdapterSummary; proof: AdapterProof | null }

const togetherMs = 150

export class Picker {
  readonly #studio: Studio
  readonly #draft: Draft
  readonly #shelf: AdapterShelf
  readonly #proofs: Proofs
  /** Ids. */
  readonly #list = new PagedList<string>((offset, limit) => this.#ask(offset, limit))
  isOpen = $state(false)
  query = $state('')
  #fitsOnly = $state(false)
  #favouritesOnly = $state(false)
  #active = $state(0)
  #soon: ReturnType<typeof setTimeout> | undefined

  readonly active: number = $derived(Math.min(this.#active, Math.max(0, this.total - 1)))

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
    return this.#list.total
  }
  /** Whether the library has no adapters at all, whatever is searched for. */
  get isEmpty(): boolean {
    const isFiltered = this.query.trim() !== '' || this.#fitsOnly || this.#favouritesOnly
    return this.#list.isAnswered && this.total === 0 && !isFiltered
  }
  /** Whether nothing is found of what is searched for. */
  get isWithout(): boolean {
    return this.#list.isAnswered && this.total === 0 && !this.isEmpty
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
    const id = this.#list.row(index)
    const adapter = id === null ? null : this.#shelf.find(id)
    return adapter === null ? null : { adapter, proof: this.#proofs.of(adapter.id) }
  }

  /** These rows are on the screen: their pages are asked for. */
  show(first: number, end: number): void {
    this.#list.show(first, end, !this.isOpen)
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
    this.#active = Math.min(this.total - 1, Math.max(0, this.active + by))
  }
  point(index: number): void {
    this.#active = index
  }

  /** Whether it came or went; what is on a page that nobody looks at may have come. */
  #isNews({ id, missing }: AdapterSummary): boolean {
    return this.#list.rows().includes(id) === missing
  }

  /** A few that come together are asked for together. */
  #againSoon(): void {
    this.#soon ??= setTimeout(() => this.#again(), togetherMs)
  }

  /** The active row of what was searched for last: whoever is quicker than the host gets what they meant. */
  async chosen(): Promise<AdapterSummary | null> {
    return (await this.#list.answered()) ? (this.row(this.active)?.adapter ?? null) : null
  }

  #again(): void {
    clearTimeout(this.#soon)
    this.#soon = undefined
    if (this.isOpen) this.#list.again()
  }

  async #ask(offset: number, limit: number): Promise<ListPage<string>> {
    const model = this.#draft.form.model
    const { at, total, rows } = await this.#studio.backend.adapters.search({
      text: this.query,
      favouritesOnly: this.#favouritesOnly,
      fitsOnly: this.#fitsOnly,
      model: model === '' ? null : model,
      offset,
      limit,
    })
    const adapters = rows.map(({ adapter }) => adapter)
    this.#shelf.learn(adapters, at)
    if (model === this.#draft.form.model) {
      for (const { adapter, proof } of rows) if (proof !== null) this.#proofs.learn(adapter, proof)
      this.#proofs.want(adapters)
    }
    return { total, rows: adapters.map(({ id }) => id) }
  }
}
