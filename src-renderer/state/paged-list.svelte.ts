// A long list of which only the pages that are looked at are asked for. The newest question counts, and the rows of the
// one before stay until it is answered.
import { SvelteMap } from 'svelte/reactivity'

/** `total`: rows on all pages. */
export type ListPage<Row> = { readonly total: number; readonly rows: readonly Row[] }

export type ListQuestion<Row> = (offset: number, limit: number) => Promise<ListPage<Row>>

const usualPageSize = 60

export class PagedList<Row> {
  readonly #ask: ListQuestion<Row>
  readonly #pageSize: number
  /** A page that is not there was not looked at, or is on its way. */
  readonly #pages = new SvelteMap<number, readonly Row[]>()
  #total = $state(0)
  #isAnswered = $state(false)
  #asked = new Set<number>()
  #question = 0
  /** The question whose rows are shown. */
  #shownQuestion = 0
  #shown: { first: number; end: number }
  #answer: Promise<unknown> = Promise.resolve()

  /** `ask` reads what is asked for when it is called. */
  constructor(ask: ListQuestion<Row>, pageSize = usualPageSize) {
    this.#ask = ask
    this.#pageSize = pageSize
    this.#shown = { first: 0, end: pageSize }
  }

  get total(): number {
    return this.#total
  }
  /** Whether any question was answered yet. */
  get isAnswered(): boolean {
    return this.#isAnswered
  }

  /** Null while its page is on its way. */
  row(index: number): Row | null {
    return this.#pages.get(Math.floor(index / this.#pageSize))?.[index % this.#pageSize] ?? null
  }

  /** Of the pages that are there, in order. */
  rows(): Row[] {
    return [...this.#pages].sort(([a], [b]) => a - b).flatMap(([, rows]) => rows)
  }

  /** These rows are on the screen: their pages are asked for, unless `isAsleep`. */
  show(first: number, end: number, isAsleep = false): void {
    this.#shown = { first, end }
    if (!isAsleep) void this.#askFor(first, end)
  }

  /** Something else is asked for, or the same may have another answer. */
  again(): void {
    this.#question += 1
    this.#asked = new Set()
    this.#answer = this.#askFor(this.#shown.first, this.#shown.end)
  }

  /** When the newest question is answered: whether its rows are those that are shown. */
  async answered(): Promise<boolean> {
    await this.#answer
    return this.#shownQuestion === this.#question
  }

  async #askFor(first: number, end: number): Promise<void> {
    const last = Math.max(first, end - 1)
    const answers: Promise<void>[] = []
    for (let page = this.#pageOf(first); page <= this.#pageOf(last); page++)
      if (!this.#asked.has(page)) answers.push(this.#askPage(page))
    await Promise.all(answers)
  }

  #pageOf(index: number): number {
    return Math.floor(index / this.#pageSize)
  }

  async #askPage(page: number): Promise<void> {
    const question = this.#question
    this.#asked.add(page)
    try {
      const { total, rows } = await this.#ask(page * this.#pageSize, this.#pageSize)
      if (question !== this.#question) return
      // Pages of an earlier question go when the first of this one is there.
      for (const other of this.#pages.keys()) if (!this.#asked.has(other)) this.#pages.delete(other)
      this.#pages.set(page, rows)
      this.#total = total
      this.#shownQuestion = question
      this.#isAnswered = true
    } catch {
      // The host is away, which is told elsewhere; the page is asked for when it is looked at again.
      if (question === this.#question) this.#asked.delete(page)
    }
  }
}
