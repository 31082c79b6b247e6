// A query's tree as the text that makes it again.
import { fieldOf, queryPlaces } from './places.ts'
import type { Leaf, Query } from './tree.ts'

/** `parseQuery(printQuery(query), place).query` is the query. */
export function printQuery(query: Query): string {
  switch (query.is) {
    case 'all':
      return query.of.map((part) => (part.is === 'any' ? bracketed(part) : printQuery(part))).join(' ')
    case 'any':
      return query.of.map(printQuery).join(' OR ')
    case 'not':
      return `-${query.of.is === 'all' || query.of.is === 'any' ? bracketed(query.of) : printQuery(query.of)}`
    default:
      return printLeaf(query)
  }
}

export function printLeaf(leaf: Leaf): string {
  if (leaf.is === 'filter')
    return leaf.value === ''
      ? leaf.field
      : `${leaf.field}:${quotedIf(!/^[^\s()"]+$/u.test(leaf.value), leaf.value)}`
  return `${quotedIf(!isPlainWord(leaf.text), leaf.text)}${leaf.prefix ? '*' : ''}`
}

/** Whether it is read as these letters and nothing else. */
function isPlainWord(text: string): boolean {
  return (
    /^[^\s()"-][^\s()"]*$/u.test(text) &&
    !text.endsWith('*') &&
    !/^[a-z]+:/i.test(text) &&
    !['AND', 'OR', 'NOT'].includes(text) &&
    !isFlag(text.toLowerCase())
  )
}

function isFlag(text: string): boolean {
  return Object.keys(queryPlaces).some(
    (place) => fieldOf(place as keyof typeof queryPlaces, text)?.type === 'flag',
  )
}

function bracketed(query: Query): string {
  return `(${printQuery(query)})`
}

function quotedIf(needed: boolean, text: string): string {
  return needed ? `"${text.replace(/["\\]/g, '\\$&')}"` : text
}
