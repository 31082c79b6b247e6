// The page of help says what is so: every filter is on it, and every example is understood and does what its line says.
import { describe, expect, test } from 'vitest'
import { say } from '../../../src-main/messages/say.ts'
import { queryHelp } from '../../../src-main/query/help.ts'
import { parseQuery } from '../../../src-main/query/parse.ts'
import { queryPlaces, type QueryPlace } from '../../../src-main/query/places.ts'
import { leaves, type Query } from '../../../src-main/query/tree.ts'
import { ageUnits, meaningOf, sizeUnits } from '../../../src-main/query/values.ts'

const places = Object.keys(queryPlaces) as QueryPlace[]

describe.each(places)('%s', (place) => {
  const { forms, filters } = queryHelp(place)
  const lines = [...forms, ...filters]

  test('every filter is there, and every value of a choice', () => {
    expect(filters.map(({ name }) => name)).toEqual(queryPlaces[place].map(({ name }) => name))
    for (const { name, type, values } of queryPlaces[place])
      if (type === 'choice')
        expect(filters.find((filter) => filter.name === name)?.examples).toHaveLength(values?.length ?? 0)
  })

  test('every example is understood as it stands, and is of its filter', () => {
    for (const text of lines.flatMap(({ examples }) => examples))
      expect([text, parseQuery(text, place).problems]).toEqual([text, []])
    for (const { name, examples } of filters)
      for (const text of examples)
        expect(leaves(parseQuery(text, place).query)).toMatchObject([{ is: 'filter', field: name }])
  })

  test('every line has examples and is said in both languages', () => {
    for (const { what, examples } of lines) {
      expect(examples.length).toBeGreaterThan(0)
      expect(say(what, 'en').message).not.toBe(say(what, 'ja').message)
    }
  })

  test('each operator has an example that means it', () => {
    const all = forms.flatMap(({ examples }) => examples)
    const has = (is: Query['is']): boolean =>
      all.some((text) => within(parseQuery(text, place).query).includes(is))
    expect(['text', 'filter', 'not', 'all', 'any'].filter((is) => !has(is as Query['is']))).toEqual([])
  })
})

test('units are those that are read', () => {
  const now = new Date()
  for (const unit of sizeUnits) expect(meaningOf('bytes', `>1${unit}`, now)).not.toBeNull()
  for (const unit of ageUnits) expect(meaningOf('moment', `<1${unit}`, now)).not.toBeNull()
})

function within(query: Query): Query['is'][] {
  if (query.is === 'not') return ['not', ...within(query.of)]
  if (query.is === 'all' || query.is === 'any') return [query.is, ...query.of.flatMap(within)]
  return [query.is]
}
