// What is picked in a long list, of which only parts are known: by id, with the ends of a range asked for where needed.
import { SvelteSet } from 'svelte/reactivity'

export type PickableList = {
  /** Null while it is not known. */
  idAt(index: number): string | null
  /** In order; from the host where they are not known here. */
  idsBetween(first: number, end: number): Promise<readonly string[]>
}

export type Stretch = { readonly first: number; readonly end: number }

export class Picked {
  readonly #list: PickableList
  readonly ids = new SvelteSet<string>()
  /** Where a range begins: the last one that was picked alone or added. */
  #anchor = 0
  /** What was picked when the range at hand began: it comes back where the range shrinks. */
  #before: readonly string[] = []
  #question = 0

  constructor(list: PickableList) {
    this.#list = list
  }

  has(id: string): boolean {
    return this.ids.has(id)
  }
  get count(): number {
    return this.ids.size
  }

  /** That one and no other. */
  only(index: number): void {
    const id = this.#list.idAt(index)
    if (id === null) return
    this.#set([id])
    this.#from(index)
  }

  /** In, or out again. */
  toggle(index: number): void {
    const id = this.#list.idAt(index)
    if (id === null) return
    this.#question += 1
    if (!this.ids.delete(id)) this.ids.add(id)
    this.#from(index)
  }

  /** From where the last one was picked, both ends with it; `isAdded` keeps what was picked before. */
  async upTo(index: number, isAdded = false): Promise<void> {
    const run = { first: Math.min(this.#anchor, index), end: Math.max(this.#anchor, index) + 1 }
    await this.stretches([run], isAdded)
  }

  /** What a rectangle touches, again and again while it is drawn; `begin` comes before. */
  async stretches(stretches: readonly Stretch[], isAdded: boolean): Promise<void> {
    const question = ++this.#question
    const parts = await Promise.all(stretches.map(({ first, end }) => this.#list.idsBetween(first, end)))
    // A later wish has the last word.
    if (question === this.#question) this.#set([...(isAdded ? this.#before : []), ...parts.flat()])
  }

  /** From here on a range adds to what is picked now. */
  begin(): void {
    this.#before = [...this.ids]
  }

  async all(count: number): Promise<void> {
    await this.stretches([{ first: 0, end: count }], false)
  }

  /** These and no others. */
  these(ids: readonly string[]): void {
    this.#set(ids)
    this.#before = [...ids]
  }

  clear(): void {
    this.#set([])
    this.#before = []
  }

  /** Those that are gone are not picked any more. */
  drop(ids: Iterable<string>): void {
    for (const id of ids) this.ids.delete(id)
  }

  #from(index: number): void {
    this.#anchor = index
    this.begin()
  }

  #set(ids: readonly string[]): void {
    this.#question += 1
    const wanted = new Set(ids)
    for (const id of this.ids) if (!wanted.has(id)) this.ids.delete(id)
    for (const id of wanted) this.ids.add(id)
  }
}
