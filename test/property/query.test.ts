// Whatever is typed: queries never throw, what is printed is read as the same, clicks undo each other.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toggleFilter } from '../../src-main/query/edit.ts'
import { parseQuery } from '../../src-main/query/parse.ts'
import { queryPlaces, type QueryPlace } from '../../src-main/query/places.ts'
import { printQuery } from '../../src-main/query/print.ts'
import { all, any, not, type FilterLeaf, type Leaf, type Query } from '../../src-main/query/tree.ts'

const syntax = fc.constantFrom(
  ...[
    '(',
    ')',
    '"',
    '\\',
    '*',
    ':',
    '-',
    ' ',
    '　',
    '\n',
    'AND',
    'OR',
    'NOT',
    'and',
    'fits',
    'FITS',
    'ink',
    '日本',
  ],
  ...[
    'kind:lora',
    'KIND:LoKr',
    'kind:',
    'kind:"',
    'tag:"a b"',
    'tag:a"b',
    'rating:>3',
    'rating:>>',
    'used:never',
  ],
  ...[
    'size:1..2',
    'added:2026-13',
    'colour:red',
    '😀',
    '\ud83d',
    '\u0000',
    '__proto__:x',
    'in:("',
    '"a"*',
    '--',
    '"\\"',
  ],
)
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(syntax, { maxLength: 60 }).map((parts) => parts.join('')),
  fc.array(syntax, { maxLength: 60 }).map((parts) => parts.join(' ')),
)
const places = fc.constantFrom(...(Object.keys(queryPlaces) as QueryPlace[]))

const words = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), syntax)
  .filter((text) => /[\p{L}\p{N}]/u.test(text) && text.isWellFormed())
const texted: fc.Arbitrary<Leaf> = fc.record({
  is: fc.constant('text'),
  text: words.map((word) => word.trim()),
  prefix: fc.boolean(),
})
const filters: fc.Arbitrary<FilterLeaf> = fc.oneof(
  ...[
    ['kind', 'lora'],
    ['kind', 'dora'],
    ['rating', '>3'],
    ['rank', '8..32'],
    ['size', '>=1.5gb'],
    ['used', 'never'],
    ['added', '<30d'],
    ['fits', ''],
    ['is', 'broken'],
  ].map(([field, value]) => fc.constant<FilterLeaf>({ is: 'filter', field: field!, value: value! })),
  fc.record({
    is: fc.constant('filter' as const),
    field: fc.constantFrom('tag', 'folder', 'in', 'line'),
    value: words.map((word) => word.trim()).filter((word) => word !== ''),
  }),
)
const queries: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(texted, filters),
    fc.array(tie('query'), { minLength: 2, maxLength: 3 }).map(all),
    fc.array(tie('query'), { minLength: 2, maxLength: 3 }).map(any),
    tie('query').map(not),
  ),
})).query

test('a printed query is read as the same', () => {
  fc.assert(
    fc.property(queries, (query) => {
      const { query: read, problems } = parseQuery(printQuery(query), 'library')
      expect(problems).toEqual([])
      expect(read).toEqual(query)
    }),
  )
})

test('any text is a query, whose printed form stays', () => {
  fc.assert(
    fc.property(texts, places, fc.boolean(), (text, place, typing) => {
      const { query, problems, filters: placed } = parseQuery(text, place, { typing })
      for (const { from, to } of [...problems, ...placed]) {
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeGreaterThan(from)
        expect(to).toBeLessThanOrEqual(text.length)
      }
      const printed = printQuery(query)
      const again = parseQuery(printed, place)
      expect(again.query).toEqual(query)
      expect(again.problems).toEqual([])
      expect(printQuery(again.query)).toBe(printed)
    }),
  )
})

test('a filter that is put in and taken out leaves the query that was', () => {
  fc.assert(
    fc.property(texts, filters, fc.boolean(), (text, leaf, isNot) => {
      const before = parseQuery(text, 'library')
      fc.pre(!before.filters.some((placed) => placed.leaf.field === leaf.field))
      fc.pre(before.problems.every(({ what }) => what.code !== 'query/too-long'))
      const wish = { leaf, isNot }
      const added = toggleFilter(text, 'library', wish)
      const wished = isNot ? not(leaf) : leaf
      const ways = [all([before.query, wished]), all([wished, before.query])].map(printQuery)
      expect(ways).toContain(printQuery(parseQuery(added, 'library').query))
      expect(parseQuery(toggleFilter(added, 'library', wish), 'library').query).toEqual(before.query)
    }),
  )
})

test('a long text takes no longer than its length', () => {
  const hard = ['(', '"', '\\', '-', '()', ' OR', 'a:"', ')', 'NOT ', 'ink ', '-(', '"a"*']
  for (const piece of hard) {
    // A parser that looks back over the text would take a minute for each.
    const text = piece.repeat(30_000)
    expect(parseQuery(text, 'library').problems.length).toBeLessThanOrEqual(20)
  }
})
