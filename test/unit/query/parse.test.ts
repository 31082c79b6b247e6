import { describe, expect, test } from 'vitest'
import { filtersOf, removeFilter, toggleFilter } from '../../../src-main/query/edit.ts'
import { parseQuery } from '../../../src-main/query/parse.ts'
import { queryPlaces } from '../../../src-main/query/places.ts'
import { printQuery } from '../../../src-main/query/print.ts'
import { meaningOf } from '../../../src-main/query/values.ts'
import { say } from '../../../src-main/messages/say.ts'

describe('what is not understood is named where it stands, and the rest is searched', () => {
  test.each([
    ['ink colour:red wash', 'colour:red', 'query/unknown-field', 'ink wash'],
    ['kind:painting ink', 'kind:painting', 'query/unknown-value', 'ink'],
    ['rating:good ink', 'rating:good', 'query/bad-value', 'ink'],
    ['ink added:2026-13', 'added:2026-13', 'query/bad-value', 'ink'],
    ['ink kind:', 'kind:', 'query/no-value', 'ink'],
    ['ink "wet paper', '"wet paper', 'query/open-quote', 'ink "wet paper"'],
    ['ink (wet OR dry', '(', 'query/unmatched-open', 'ink (wet OR dry)'],
    ['ink) wash', ')', 'query/unmatched-close', 'ink wash'],
    ['ink ()', '()', 'query/empty-group', 'ink'],
    ['OR ink', 'OR', 'query/operator-alone', 'ink'],
    ['ink NOT', 'NOT', 'query/operator-alone', 'ink'],
    ['ink ***', '***', 'query/no-letters', 'ink'],
  ])('%s', (text, place, code, rest) => {
    const { query, problems } = parseQuery(text, 'library')
    expect(problems).toMatchObject([{ what: { code } }])
    expect(text.slice(problems[0]!.from, problems[0]!.to)).toBe(place)
    expect(printQuery(query)).toBe(rest)
  })
})

test('names of fields and values are taken in any case, operators as capitals', () => {
  expect(printQuery(parseQuery('KIND:LoKr FITS or ink', 'library').query)).toBe('kind:lokr fits or ink')
  expect(printQuery(parseQuery('a b OR NOT (c -d)', 'library').query)).toBe('a b OR -(c -d)')
})

test('every field can be asked as its example says, and says what it is', () => {
  for (const [place, fields] of Object.entries(queryPlaces))
    for (const { name, type, example, what } of fields) {
      const text = type === 'flag' ? name : `${name}:"${example}"`
      expect(parseQuery(text, place as keyof typeof queryPlaces).problems).toEqual([])
      expect(say({ code: what, facts: {} }, 'ja').message).not.toBe(what)
    }
})

test('what values mean', () => {
  const now = new Date(2026, 10, 30, 12)
  const day = (month: number, date: number): number => new Date(2026, month, date).getTime()
  expect(meaningOf('moment', '2026-10', now)).toMatchObject({
    from: day(9, 1),
    to: day(10, 1),
    withTo: false,
  })
  expect(meaningOf('moment', '>2026-10-05', now)).toMatchObject({ from: day(9, 6), to: null, withFrom: true })
  expect(meaningOf('moment', '<2d', now)).toMatchObject({ from: now.getTime() - 2 * 86_400_000, to: null })
  expect(meaningOf('moment', '>2d', now)).toMatchObject({ from: null, to: now.getTime() - 2 * 86_400_000 })
  expect(meaningOf('moment', 'never', now)).toBe('never')
  expect(meaningOf('bytes', '1.5gb', now)).toMatchObject({ from: 1.45e9, to: 1.55e9 })
  expect(meaningOf('number', '8..32', now)).toMatchObject({ from: 8, to: 32, withFrom: true, withTo: true })
  expect(['2026-02-30', '', '>', '1..', 'x'].map((value) => meaningOf('moment', value, now))).toEqual(
    Array.from({ length: 5 }, () => null),
  )
})

describe('clicks', () => {
  const lora = { leaf: { is: 'filter', field: 'kind', value: 'lora' }, isNot: false } as const
  test.each([
    ['', 'kind:lora'],
    ['ink  wash ', 'ink  wash kind:lora'],
    ['ink OR wash', '(ink OR wash) kind:lora'],
    ['a KIND:LoRA  b', 'a b'],
    ['a AND kind:lora AND b', 'a AND b'],
    ['a NOT kind:lora b', 'a b kind:lora'],
    ['"wet pa', '"wet pa" kind:lora'],
    ['(kind:lora OR a)', '(kind:lora OR a) kind:lora'],
  ])('%s', (before, after) => expect(toggleFilter(before, 'library', lora)).toBe(after))

  test('chips are the filters that the whole query has to fulfil', () => {
    const text = 'ink -tag:"a b" (kind:lora OR kind:lokr) rating:>3'
    const chips = filtersOf(text, 'library')
    expect(chips.map(({ leaf, isNot }) => [leaf.field, leaf.value, isNot])).toEqual([
      ['tag', 'a b', true],
      ['rating', '>3', false],
    ])
    expect(removeFilter(text, chips[0]!)).toBe('ink (kind:lora OR kind:lokr) rating:>3')
  })
})
