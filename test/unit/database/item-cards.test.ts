// Versions of one training as one card, in a library of more than a page: what is shown is what each search finds apart, with
// one of each card, in every order and on every page.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findSorts, type FindSort, type VersionWay } from '../../../src-main/contract/find.ts'
import { openCatalog, type CatalogDatabase } from '../../../src-main/database/catalog-database.ts'
import type { VersionRow } from '../../../src-main/database/versions.ts'
import { parseQuery } from '../../../src-main/query/parse.ts'
import { foundFile } from '../../support/found-files.ts'

const files = 1_200
const nameOf = (at: number): string => `file-${at.toString().padStart(4, '0')}`
/** Two in five lie on cards of two to five, some behind files that come later in every order. */
const versions = Array.from({ length: files }, (_, at): VersionRow => {
  const card = Math.floor(at / 7)
  return { id: nameOf((at * 701) % files), card, age: at % 7, version: null, epoch: at % 7, step: null }
}).filter(({ card, age }) => card % 2 === 0 && age < 2 + (card % 4))
const places = new Map(versions.map(({ id, card, age }) => [id, { card, age }]))

let database: CatalogDatabase
beforeAll(() => {
  database = openCatalog(':memory:')
  database.index.put(
    Array.from({ length: files }, (_, at) => {
      const name = nameOf(at)
      const texts = {
        names: [],
        triggers: at % 3 === 0 ? ['wash'] : [],
        notes: at % 2 === 0 ? 'ink' : null,
        said: [],
      }
      const file = foundFile(name, {
        texts,
        kind: at % 4 === 0 ? 'lokr' : 'lora',
        problem: at % 50 === 0 ? { code: 'adapter/unreadable' } : null,
      })
      const addedAt = new Date(at * 7_919_000_000).toISOString()
      return { ...file, id: name, addedAt, usedAt: null, missing: at % 41 === 0 }
    }),
  )
  database.versions.replace(versions)
})
afterAll(() => database.close())

const circumstances = (versions: VersionWay) => ({
  fits: null,
  now: new Date(),
  foldersCalled: () => [],
  versions,
})
const ids = (text: string, sort: FindSort, way: VersionWay): string[] =>
  database.items.ids({ query: parseQuery(text, 'library').query, sort }, circumstances(way))

/** Of what was found apart, one of each card. */
function fronts(found: readonly string[]): string[] {
  const least = new Map<number, number>()
  for (const id of found) {
    const own = places.get(id)
    if (own) least.set(own.card, Math.min(own.age, least.get(own.card) ?? Infinity))
  }
  return found.filter((id) => {
    const own = places.get(id)
    return own === undefined || own.age === least.get(own.card)
  })
}

const queries = [
  '',
  'file',
  'ink',
  'kind:lokr',
  'kind:lokr ink',
  '-ink',
  'wash OR kind:lokr',
  'file -wash',
  '1',
]

describe.each(findSorts)('by %s', (sort) => {
  test.each([...queries, 'is:missing OR ink'])('"%s"', (text) => {
    const shown = ids(text, sort, 'together')
    expect(shown).toEqual(fronts(ids(text, sort, 'apart')))
    const { query } = parseQuery(text, 'library')
    const page = (offset: number) =>
      database.items.page({ query, sort, offset, limit: 90 }, circumstances('together'))
    const offset = Math.floor(shown.length / 3)
    expect(page(offset)).toMatchObject({ total: shown.length })
    expect(page(offset).rows.map(({ id }) => id)).toEqual(shown.slice(offset, offset + 90))
  })
})

test('every facet counts a card once', () => {
  for (const text of queries) {
    const { query } = parseQuery(text, 'library')
    const { total, kinds } = database.items.facets(query, circumstances('together'))
    expect(total).toBe(ids(text, 'name', 'together').length)
    for (const { value, count } of kinds)
      if (!text.includes('kind'))
        expect(count).toBe(ids(`(${text || 'file'}) kind:${value}`, 'name', 'together').length)
  }
})

test('the card of each is that of its own, and the one in front of those that are there', () => {
  const there = versions.filter(({ id }) => Number(id.slice(5)) % 41 !== 0)
  const cards = database.versions.cards(versions.map(({ id }) => id))
  for (const { id, card } of versions) {
    const shared = there.filter((one) => one.card === card).toSorted((a, b) => a.age - b.age)
    const front = shared[0]?.id
    expect(cards.get(id)).toEqual(
      shared.length > 1 ? { id: front, name: front, versions: shared.length } : undefined,
    )
  }
  expect(database.versions.cards(['nobody']).size).toBe(0)
})

test('what is written is seen by the next search', () => {
  const [first] = ids('', 'name', 'together').filter((id) => places.has(id))
  database.index.setMissing([first!], true)
  expect(ids('', 'name', 'together')).not.toContain(first)
  database.index.setMissing([first!], false)
  expect(ids('', 'name', 'together')).toContain(first)
  database.versions.replace([])
  expect(ids('', 'name', 'together')).toEqual(ids('', 'name', 'apart'))
  database.versions.replace(versions)
})
