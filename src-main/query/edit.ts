// A query's text changed by clicks: filters are put in and taken out, and everything else stays as it was typed.
import { parseQuery, type PlacedFilter } from './parse.ts'
import type { QueryPlace } from './places.ts'
import { printLeaf, printQuery } from './print.ts'
import { tokensOf, type Place, type Token } from './tokens.ts'
import { all, not, type FilterLeaf, type Query } from './tree.ts'

export type WishedFilter = { readonly leaf: FilterLeaf; readonly isNot: boolean }

/** Those that the whole query has to fulfil, in their order: what is shown as chips. */
export function filtersOf(text: string, place: QueryPlace): PlacedFilter[] {
  return parseQuery(text, place).filters.filter(({ isWhole }) => isWhole)
}

/** Takes the filter out where it is there; else puts it in, in the place of its opposite. */
export function toggleFilter(text: string, place: QueryPlace, wish: WishedFilter): string {
  const same = filtersOf(text, place).filter(({ leaf }) => isSame(leaf, wish.leaf))
  const isThere = same.some(({ isNot }) => isNot === wish.isNot)
  // From the end, so that the places before stay what they are.
  const without = same.reduceRight(removeFilter, text)
  return isThere ? without : addFilter(without, place, wish)
}

/** `filter` is one of `filtersOf` the text. */
export function removeFilter(text: string, filter: Place): string {
  const tokens = tokensOf(text)
  const inside = (token: Token): boolean => token.from >= filter.from && token.to <= filter.to
  const first = tokens.findIndex(inside)
  if (first === -1) return text
  const last = tokens.findLastIndex(inside)
  const before = tokens[first - 1]
  const after = tokens[last + 1]
  // An AND beside it joins it to nothing any more.
  const from = before?.is === 'and' ? before.from : filter.from
  const to = before?.is !== 'and' && after?.is === 'and' ? after.to : filter.to
  const head = text.slice(0, from)
  const tail = text.slice(to)
  if (tail.trim() === '') return head.trimEnd()
  if (head === '' || /\s$/u.test(head)) return `${head}${tail.trimStart()}`
  return /^\s/u.test(tail) ? `${head}${tail}` : `${head} ${tail}`
}

export type Renamed = { readonly field: string; readonly before: string; readonly after: string }

/** Every filter of this value, in brackets too, has the new one; everything else stays as it was typed. */
export function renameValue(text: string, place: QueryPlace, renamed: Renamed): string {
  return parseQuery(text, place)
    .filters.filter(({ leaf }) => isValueOf(leaf, renamed))
    .reduceRight((done, { from, to, leaf }) => {
      const nots = /^(?:-|NOT\s+)*/u.exec(done.slice(from, to))![0]
      return `${done.slice(0, from)}${nots}${printLeaf(renamedLeaf(leaf, renamed))}${done.slice(to)}`
    }, text)
}

export const isValueOf = (leaf: FilterLeaf, { field, before }: Renamed): boolean =>
  leaf.field === field && sameName(leaf.value) === sameName(before)

export const renamedLeaf = (leaf: FilterLeaf, { after }: Renamed): FilterLeaf => ({ ...leaf, value: after })

const sameName = (name: string): string => name.normalize('NFKC').trim().toLowerCase()

/** What was typed stays as it is, in brackets where it would take the filter into its last part. */
function addFilter(text: string, place: QueryPlace, { leaf, isNot }: WishedFilter): string {
  const filter = `${isNot ? '-' : ''}${printLeaf(leaf)}`
  const typed = closed(text.trim())
  if (typed === '') return filter
  const { query } = parseQuery(text, place)
  const wished = isNot ? not(leaf) : leaf
  const isWanted = (way: string): boolean => isDeepEqual(parseQuery(way, place).query, all([query, wished]))
  // Brackets that do not fit together would take it in: then what they were read as is written out.
  return [`${typed} ${filter}`, `(${typed}) ${filter}`].find(isWanted) ?? printQuery(all([wished, query]))
}

function isDeepEqual(one: Query, other: Query): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** With the quotation mark and the brackets that it lacks at its end: what follows is not to be inside them. */
function closed(text: string): string {
  const tokens = tokensOf(text)
  const last = tokens.at(-1)
  const quote = last !== undefined && 'quote' in last && last.quote === 'open'
  let open = 0
  for (const token of tokens) {
    if (token.is === 'open') open++
    else if (token.is === 'close') open = Math.max(0, open - 1)
  }
  const backslash = quote && /(?:^|[^\\])(?:\\\\)*\\$/s.test(text)
  return `${text}${backslash ? '\\' : ''}${quote ? '"' : ''}${')'.repeat(open)}`
}

function isSame(one: FilterLeaf, other: FilterLeaf): boolean {
  return one.field === other.field && one.value.toLowerCase() === other.value.toLowerCase()
}
