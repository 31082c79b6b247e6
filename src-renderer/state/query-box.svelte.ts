// What is asked of a place: words being typed, and filters that became chips. Together they are one query's text.
import type { Remark } from '../../src-main/messages/table.ts'
import {
  filtersOf,
  isValueOf,
  removeFilter,
  renamedLeaf,
  renameValue,
  toggleFilter,
  type Renamed,
  type WishedFilter,
} from '../../src-main/query/edit.ts'
import { parseQuery } from '../../src-main/query/parse.ts'
import { queryPlaces, type QueryPlace } from '../../src-main/query/places.ts'
import { printLeaf } from '../../src-main/query/print.ts'

/** A value that a field of the place has here, with how often: it completes what is typed. */
export type KnownValue = { readonly field: string; readonly value: string; readonly count: number }

export type QueryCompletion = {
  /** Takes the place of the word that is being typed. */
  readonly text: string
  readonly what: Remark | { readonly count: number } | null
  /** Whether a value comes next. */
  readonly isOpen: boolean
}

const mostCompletions = 8

export class QueryBox {
  readonly place: QueryPlace
  #words = $state('')
  #chips = $state.raw<readonly WishedFilter[]>([])
  #caret = $state(0)
  readonly #onChange: () => void
  readonly #valuesOf: () => readonly KnownValue[]

  /** What was typed comes first, so that its places in the text are those in the field. */
  readonly text: string = $derived.by(() =>
    this.#chips.reduce((text, chip) => toggleFilter(text, this.place, chip), this.#words.trim()),
  )
  readonly problems: readonly Remark[] = $derived.by(() =>
    parseQuery(this.#words, this.place, { typing: true })
      // A filter that is being typed waits for its value.
      .problems.filter(({ to, what }) => what.code !== 'query/no-value' || to < this.#words.trimEnd().length)
      .map(({ what }) => what),
  )
  readonly completions: readonly QueryCompletion[] = $derived.by(() => this.#complete())

  constructor(place: QueryPlace, onChange: () => void, valuesOf: () => readonly KnownValue[] = () => []) {
    this.place = place
    this.#onChange = onChange
    this.#valuesOf = valuesOf
  }

  get words(): string {
    return this.#words
  }
  get chips(): readonly WishedFilter[] {
    return this.#chips
  }
  get isEmpty(): boolean {
    return this.text === ''
  }

  type(words: string, caret: number): void {
    this.#words = words
    this.#caret = caret
    // A filter is done when a blank follows it.
    if (/\s$/u.test(words) && caret === words.length) this.#absorb()
    this.#onChange()
  }

  /** Filters that were typed become chips. */
  done(): void {
    if (this.#absorb()) this.#onChange()
  }

  /** The last chip is typed text again. */
  back(): void {
    const last = this.#chips.at(-1)
    if (last === undefined) return
    this.#chips = this.#chips.slice(0, -1)
    this.#words = `${textOf(last)}${this.#words === '' ? '' : ` ${this.#words}`}`
    this.#caret = textOf(last).length
    this.#onChange()
  }

  complete({ text, isOpen }: QueryCompletion): void {
    const { from, to } = this.#wordAtCaret()
    const words = `${this.#words.slice(0, from)}${text}${isOpen ? '' : ' '}${this.#words.slice(to).trimStart()}`
    this.type(words, from + text.length + (isOpen ? 0 : 1))
    if (!isOpen) this.done()
  }

  has(wish: WishedFilter): boolean {
    return this.#chips.some((chip) => textOf(chip) === textOf(wish))
  }

  /** Puts the filter in, or takes it out; its opposite goes. */
  toggle(wish: WishedFilter): void {
    const others = this.#chips.filter((chip) => printLeaf(chip.leaf) !== printLeaf(wish.leaf))
    this.#chips = this.has(wish) ? others : [...others, wish]
    this.#onChange()
  }

  /** The only one of its field; the same again takes it out. */
  choose(wish: WishedFilter): void {
    const others = this.#chips.filter(({ leaf }) => leaf.field !== wish.leaf.field)
    this.#chips = this.has(wish) ? others : [...others, wish]
    this.#onChange()
  }

  remove(wish: WishedFilter): void {
    this.#chips = this.#chips.filter((chip) => chip !== wish)
    this.#onChange()
  }

  /** All of a text that was saved, or said elsewhere. */
  set(text: string): void {
    this.#words = text
    this.#chips = []
    this.#caret = text.length
    this.#absorb()
    this.#onChange()
  }

  /** Filters that ask for what has another name now ask for it by that one. */
  follow(renamed: Renamed): void {
    const before = this.text
    this.#words = renameValue(this.#words, this.place, renamed)
    this.#chips = this.#chips.map((chip) =>
      isValueOf(chip.leaf, renamed) ? { ...chip, leaf: renamedLeaf(chip.leaf, renamed) } : chip,
    )
    if (this.text !== before) this.#onChange()
  }

  clearWords(): void {
    this.#words = ''
    this.#caret = 0
    this.#onChange()
  }

  #absorb(): boolean {
    const found = filtersOf(this.#words, this.place)
    if (found.length === 0) return false
    const fresh = found.filter((filter) => !this.has(filter))
    this.#chips = [
      ...this.#chips.filter((chip) => !fresh.some(({ leaf }) => printLeaf(leaf) === printLeaf(chip.leaf))),
      ...fresh.map(({ leaf, isNot }) => ({ leaf, isNot })),
    ]
    this.#words = found.reduceRight(removeFilter, this.#words)
    this.#caret = this.#words.length
    return true
  }

  #wordAtCaret(): { from: number; to: number; word: string } {
    const before = /[^\s()"]*$/u.exec(this.#words.slice(0, this.#caret))?.[0] ?? ''
    const after = /^[^\s()"]*/u.exec(this.#words.slice(this.#caret))?.[0] ?? ''
    const from = this.#caret - before.length
    return { from, to: this.#caret + after.length, word: before }
  }

  #complete(): QueryCompletion[] {
    const { word } = this.#wordAtCaret()
    const sign = word.startsWith('-') ? '-' : ''
    const typed = word.slice(sign.length).toLowerCase()
    if (typed.length === 0) return []
    const [name, value] = typed.split(':')
    const fields = queryPlaces[this.place]
    if (value === undefined) {
      const begun = fields.filter((field) => field.name.startsWith(typed))
      return begun.slice(0, mostCompletions).map((field) => ({
        text: field.type === 'flag' ? `${sign}${field.name}` : `${sign}${field.name}:`,
        what: { code: field.what, facts: {} } as Remark,
        isOpen: field.type !== 'flag',
      }))
    }
    const field = fields.find((one) => one.name === name)
    if (field === undefined) return []
    const here = this.#valuesOf().filter((known) => known.field === field.name)
    const listed = (field.values ?? []).filter((one) => !here.some((known) => known.value === one))
    return [...here.map((known) => ({ ...known })), ...listed.map((one) => ({ value: one, count: null }))]
      .filter((known) => known.value.toLowerCase().includes(value))
      .slice(0, mostCompletions)
      .map((known) => ({
        text: `${sign}${printLeaf({ is: 'filter', field: field.name, value: known.value })}`,
        what: known.count === null ? null : { count: known.count },
        isOpen: false,
      }))
  }
}

export function textOf({ leaf, isNot }: WishedFilter): string {
  return `${isNot ? '-' : ''}${printLeaf(leaf)}`
}
