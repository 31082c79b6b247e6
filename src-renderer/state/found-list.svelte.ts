// What is asked of a place and what is found there: a query, an order, pages of rows, the one at hand and those that are
// picked. While the place is open it is kept current.
import { untrack } from 'svelte'
import type { QueryPlace } from '../../src-main/query/places.ts'
import { PagedList, type ListQuestion } from './paged-list.svelte.ts'
import { Picked } from './picked.svelte.ts'
import { QueryBox, type KnownValue } from './query-box.svelte.ts'

export type FoundListOptions<Row, Sort> = {
  readonly place: QueryPlace
  readonly sort: Sort
  readonly askPage: ListQuestion<Row>
  /** Ids from one place in the order up to another, where they are not known here. */
  askIds(first: number, end: number): Promise<readonly string[]>
  /** The first pages are asked for: so is what belongs to them. */
  onAsk(): void
  valuesOf(): readonly KnownValue[]
  /** A row as it is now, where more was heard of it than its page says. */
  now?(row: Row): Row
}

/** Changes that come together are asked for together. */
const togetherMs = 150

export class FoundList<Row extends { readonly id: string }, Sort extends string> {
  readonly #options: FoundListOptions<Row, Sort>
  readonly query: QueryBox
  readonly list: PagedList<Row>
  readonly picked: Picked
  #sort = $state() as Sort
  #active = $state(0)
  #isOpen = false
  #soon: ReturnType<typeof setTimeout> | undefined

  readonly active: number = $derived.by(() => Math.max(0, Math.min(this.#active, this.list.total - 1)))
  readonly current: Row | null = $derived.by(() => this.at(this.active))

  constructor(options: FoundListOptions<Row, Sort>) {
    this.#options = options
    this.#sort = options.sort
    this.list = new PagedList(options.askPage)
    this.query = new QueryBox(options.place, () => this.#ask(), options.valuesOf)
    this.picked = new Picked({
      idAt: (index) => this.at(index)?.id ?? null,
      idsBetween: async (first, end) => {
        const known = Array.from({ length: end - first }, (_, at) => this.at(first + at)?.id ?? null)
        return known.every((id) => id !== null) ? known : options.askIds(first, end)
      },
    })
  }

  get sort(): Sort {
    return this.#sort
  }
  set sort(sort: Sort) {
    this.#sort = sort
    this.#ask()
  }
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** The place is looked at; returns the end of it. */
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

  /** Something has changed that may change what is found. */
  askSoon(): void {
    if (this.#isOpen) this.#soon ??= setTimeout(() => this.#ask(), togetherMs)
  }

  /** Null while it is not known. */
  at(index: number): Row | null {
    const row = this.list.row(index)
    return row === null ? null : (this.#options.now?.(row) ?? row)
  }

  point(index: number): void {
    this.#active = index
  }

  /** Those that are picked, else the one at hand. */
  chosenIds(): string[] {
    if (this.picked.count > 0) return [...this.picked.ids]
    return this.current === null ? [] : [this.current.id]
  }

  /** The same, of those that are known here. */
  chosen(): Row[] {
    if (this.picked.count === 0) return this.current === null ? [] : [this.current]
    const rows = this.list.rows().map((row) => this.#options.now?.(row) ?? row)
    return rows.filter(({ id }) => this.picked.has(id))
  }

  /** What is shown stays until something else is known. */
  #ask(): void {
    clearTimeout(this.#soon)
    this.#soon = undefined
    if (!this.#isOpen) return
    this.list.again()
    this.#options.onAsk()
  }
}

/** What a grid has to do with. */
export type FoundRows<Row extends { readonly id: string }> = Pick<
  FoundList<Row, string>,
  'list' | 'picked' | 'active' | 'at' | 'point'
>
