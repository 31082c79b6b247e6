// The index of the library: what is searched is found, in any script, under every filter, and follows what people write.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FindSort } from '../../../src-main/contract/find.ts'
import { openCatalog, type CatalogDatabase } from '../../../src-main/database/catalog-database.ts'
import type { Circumstances } from '../../../src-main/database/find/conditions.ts'
import { parseQuery } from '../../../src-main/query/parse.ts'
import { foundFile } from '../../support/found-files.ts'

let database: CatalogDatabase
beforeEach(() => {
  database = openCatalog(':memory:')
})
afterEach(() => database.close())

const circumstances: Circumstances = {
  fits: { modulesHash: 'sd1', matching: 1 },
  now: new Date('2026-11-30T12:00:00'),
  foldersCalled: (name) => [`/models/${name.replace(/\/$/, '')}`],
}

function put(
  name: string,
  change: Parameters<typeof foundFile>[1] & { addedAt?: string; usedAt?: string } = {},
): void {
  const { addedAt = '2026-01-01T00:00:00.000Z', usedAt = null, ...file } = change
  database.index.put([{ ...foundFile(name, file), id: name, addedAt, usedAt, missing: false }])
}

function found(text: string, sort: FindSort = 'name', typing = false): string[] {
  const { query } = parseQuery(text, 'library', { typing })
  return database.items.ids({ query, sort }, circumstances)
}

describe('texts', () => {
  beforeEach(() => {
    put('inkWash_v2', {
      texts: { names: ['Trained'], triggers: ['sumi-e', 'wet paper'], notes: 'Best at 0.7', said: [] },
    })
    put('水彩画スタイル', { line: 'Illustrious' })
    put('ｽﾀｲﾙ ＡＢＣ')
    put('Ätzung')
  })

  test.each([
    ['ink*', ['inkWash_v2']],
    ['wash', ['inkWash_v2']],
    ['v2', ['inkWash_v2']],
    ['WASH trained', ['inkWash_v2']],
    ['"wet paper"', ['inkWash_v2']],
    ['"paper wet"', []],
    ['paper wet', ['inkWash_v2']],
    ['best', ['inkWash_v2']],
    ['safetensors -ink*', ['ｽﾀｲﾙ ＡＢＣ', 'Ätzung', '水彩画スタイル']],
    ['atzung', ['Ätzung']],
    ['illustrious', ['水彩画スタイル']],
    ['水', ['水彩画スタイル']],
    ['彩画', ['水彩画スタイル']],
    ['彩画スタ', ['水彩画スタイル']],
    ['画水', []],
    ['スタイル', ['ｽﾀｲﾙ ＡＢＣ', '水彩画スタイル']],
    ['abc', ['ｽﾀｲﾙ ＡＢＣ']],
    ['trigger:wet', ['inkWash_v2']],
    ['trigger:trained', []],
    ['wash OR atzung', ['inkWash_v2', 'Ätzung']],
    ['(wash OR atzung) -v2', ['Ätzung']],
    ['"', ['inkWash_v2', 'ｽﾀｲﾙ ＡＢＣ', 'Ätzung', '水彩画スタイル']],
  ])('%s', (text, names) => expect(found(text).sort()).toEqual([...names].sort()))

  test('the last word may be the beginning of one while it is typed', () => {
    expect([found('wa'), found('wa', 'name', true)]).toEqual([[], ['inkWash_v2']])
  })
})

describe('filters', () => {
  beforeEach(() => {
    put('a', { kind: 'lokr', ranks: [4, 8], architecture: 'sdxl', line: 'SD 1.5', sizeBytes: 150e6 })
    put('b', { ranks: [32], previewVersion: 1, addedAt: '2026-10-15T00:00:00.000Z', dora: true })
    put('c', { path: '/models/style/c.safetensors', ranks: [], usedAt: '2026-11-20T00:00:00.000Z' })
    put('d', {
      kind: 'checkpoint',
      isAdapter: false,
      ranks: [],
      architecture: null,
      problem: { code: 'a/b' },
    })
    database.choices.change([
      { ids: ['a', 'b'], change: { tags: ['NSFW', 'ink wash'], rating: 4 } },
      { ids: ['b'], change: { favourite: true, line: 'Pony', notes: 'mine' } },
    ])
    database.collections.put({ id: 'inks', name: 'My inks', createdAt: '' })
    database.collections.add('inks', ['c', 'a'])
    database.proofs.put([
      {
        headerHash: 'contents of a',
        name: 'a',
        modulesHash: 'sd1',
        matching: 1,
        verdict: 'refused',
        proof: {},
      },
    ])
  })

  test.each([
    ['kind:lokr', 'a'],
    ['kind:dora', 'b'],
    ['kind:adapter', 'abc'],
    ['KIND:Checkpoint', 'd'],
    ['base:sdxl', 'a'],
    ['base:unknown', 'd'],
    ['line:sd1.5', 'a'],
    ['line:"sd 1.5"', 'a'],
    ['line:pony', 'b'],
    ['line:unknown', 'cd'],
    ['tag:nsfw', 'ab'],
    ['-tag:nsfw', 'cd'],
    ['tag:"INK WASH"', 'ab'],
    ['rating:>3', 'ab'],
    ['rating:0', 'cd'],
    ['rank:<=8', 'a'],
    ['-rank:<=8', 'bcd'],
    ['rank:8..32', 'ab'],
    ['size:>100mb', 'a'],
    ['size:150mb', 'a'],
    ['added:2026-10', 'b'],
    ['added:<2026-10', 'acd'],
    ['used:<30d', 'c'],
    ['used:never', 'abd'],
    ['fits', 'bc'],
    ['-fits', 'ad'],
    ['folder:style/', 'c'],
    ['in:"my INKS"', 'ac'],
    ['is:favourite', 'b'],
    ['is:broken', 'd'],
    ['has:preview', 'b'],
    ['has:tags', 'ab'],
    ['has:notes', 'b'],
    ['is:missing', ''],
    ['(kind:lokr OR is:broken) AND NOT rating:4', 'd'],
    ['rating:good rank:32', 'b'],
  ])('%s', (text, names) => expect(found(text)).toEqual(names.split('')))

  test('what is missing is found where it is asked for', () => {
    database.index.setMissing(['a'], true)
    expect([found(''), found('is:missing'), found('tag:nsfw')]).toEqual([['b', 'c', 'd'], ['a'], ['b']])
  })

  test('orders', () => {
    expect(found('', 'rank')).toEqual(['b', 'a', 'c', 'd'])
    expect(found('', 'used')).toEqual(['c', 'a', 'b', 'd'])
    expect(found('', 'newest')).toEqual(['b', 'a', 'c', 'd'])
    expect(found('', 'rating')).toEqual(['b', 'a', 'c', 'd'])
    expect(found('', 'size')).toEqual(['a', 'b', 'c', 'd'])
  })

  test('facets are counted without their own filter', () => {
    const facets = database.items.facets(parseQuery('tag:nsfw kind:lokr', 'library').query, circumstances)
    expect(facets).toMatchObject({
      total: 1,
      kinds: [
        { value: 'lokr', count: 1 },
        { value: 'lora', count: 1 },
      ],
      tags: [
        { value: 'ink wash', count: 1 },
        { value: 'NSFW', count: 1 },
      ],
      lines: [{ value: 'SD 1.5', count: 1 }],
      collections: [{ value: 'My inks', count: 1 }],
      favourites: 0,
      neverUsed: 1,
      problems: 0,
    })
  })
})

test('what fits the words best comes first', () => {
  put('paper', { texts: { names: [], triggers: ['ink'], notes: null, said: [] } })
  put('zz-ink')
  put('notes', { texts: { names: [], triggers: [], notes: 'goes with ink', said: [] } })
  put('Ink wash')
  put('broken ink', { problem: { code: 'a/b' } })
  const best = ['Ink wash', 'zz-ink', 'paper', 'notes', 'broken ink']
  expect(found('ink', 'relevance')).toEqual(best)
  const { query } = parseQuery('ink', 'library', { typing: true })
  for (let offset = 0; offset <= best.length; offset++)
    for (let limit = 1; limit <= best.length; limit++) {
      const page = database.items.page({ query, sort: 'relevance', offset, limit }, circumstances)
      expect([page.total, page.rows.map(({ name }) => name)]).toEqual([5, best.slice(offset, offset + limit)])
    }
  expect(found('wash OR goes', 'relevance')).toEqual(['Ink wash', 'notes'])
  expect(found('ink -wash kind:lora', 'relevance')).toEqual(best.slice(1))
  database.index.setMissing(['paper'], true)
  expect(database.items.page({ query, sort: 'relevance', offset: 1, limit: 2 }, circumstances)).toMatchObject(
    {
      total: 4,
      rows: [{ name: 'zz-ink' }, { name: 'notes' }],
    },
  )
})

describe('what a person writes', () => {
  test('is found, in the stead of what the file says', () => {
    put('a', { texts: { names: [], triggers: ['sumi'], notes: 'from the file', said: [] } })
    database.choices.change([
      {
        ids: ['a'],
        change: { title: '墨絵', triggerGroups: [['wet', 'ink']], notes: '', description: 'Soft' },
      },
    ])
    expect(['墨', 'wet', 'soft', 'a', 'sumi', '"from the file"'].map((text) => found(text).length)).toEqual([
      1, 1, 1, 1, 0, 0,
    ])
    // The file is read again.
    put('a', { texts: { names: [], triggers: ['sumi'], notes: 'from the file', said: [] } })
    expect([found('墨'), found('sumi')]).toEqual([['a'], []])
  })

  test('edits of tags add and take away without regard to case', () => {
    put('a')
    database.choices.change([{ ids: ['a'], change: { tags: ['Ink', 'wet'] } }])
    database.choices.change([
      { ids: ['a', 'nobody'], change: { addTags: ['INK', 'new'], removeTags: ['WET'] } },
    ])
    expect(database.choices.of(['a', 'nobody'])).toEqual(
      new Map([['a', expect.objectContaining({ tags: ['Ink', 'new'] })]]),
    )
  })

  test('of a selection: what all have, and what differs', () => {
    for (const name of ['a', 'b', 'c']) put(name)
    database.choices.change([
      { ids: ['a', 'b', 'c'], change: { rating: 3, tags: ['ink'] } },
      { ids: ['b'], change: { favourite: true, addTags: ['wet'] } },
    ])
    expect(database.choices.selection(['a', 'b', 'c', 'nobody'])).toMatchObject({
      count: 3,
      fields: {
        rating: { mixed: false, value: 3 },
        favourite: { mixed: true },
        title: { mixed: false, value: null },
        range: { mixed: false, value: null },
      },
      tags: [
        { value: 'ink', count: 3 },
        { value: 'wet', count: 1 },
      ],
    })
  })

  test('belongs to the contents: both copies have it, and whoever brings them back', () => {
    put('a')
    put('b')
    database.choices.change([{ ids: ['a'], change: { rating: 5, title: 'Ink' } }])
    database.choices.claim('a', 'sha')
    expect(database.choices.claim('b', 'sha')).toBe(true)
    expect(found('rating:5')).toEqual(['a', 'b'])
    database.choices.change([{ ids: ['b'], change: { rating: 1 } }])
    expect([found('rating:1'), database.choices.sharing(['a'])]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
    database.index.remove(['a', 'b'])
    put('c')
    expect(database.choices.claim('c', 'sha')).toBe(true)
    expect(found('rating:1 ink')).toEqual(['c'])
  })

  test('before a hash is known joins what was known of the contents', () => {
    put('a')
    database.choices.change([{ ids: ['a'], change: { rating: 5, notes: 'old', tags: ['one'] } }])
    database.choices.claim('a', 'sha')
    put('b')
    database.choices.change([{ ids: ['b'], change: { rating: 2, tags: ['two'] } }])
    database.collections.put({ id: 'inks', name: 'Inks', createdAt: '' })
    database.collections.add('inks', ['b'])
    database.choices.claim('b', 'sha')
    expect(database.choices.of(['a']).get('a')).toMatchObject({
      rating: 2,
      notes: 'old',
      tags: ['one', 'two'],
    })
    expect(found('in:inks')).toEqual(['a', 'b'])
    expect(database.collections.items('inks')).toHaveLength(1)
  })

  test('goes along with a file that is written anew, and stays with what it was', () => {
    put('a')
    database.choices.change([{ ids: ['a'], change: { rating: 5 } }])
    database.choices.claim('a', 'old')
    database.choices.claim('a', 'new')
    database.choices.change([{ ids: ['a'], change: { rating: 1 } }])
    put('b')
    database.choices.claim('b', 'old')
    expect([found('rating:5'), found('rating:1')]).toEqual([['b'], ['a']])
  })

  test('without a hash it is there again at its place', () => {
    put('a')
    database.choices.change([{ ids: ['a'], change: { rating: 5 } }])
    database.index.remove(['a'])
    database.index.put([{ ...foundFile('a'), id: 'another', addedAt: '', usedAt: null, missing: false }])
    expect(found('rating:5')).toEqual(['another'])
  })
})

test('collections have an order, which can be put back', () => {
  for (const name of ['a', 'b', 'c']) put(name)
  database.collections.put({ id: 'x', name: 'Ünits', createdAt: '' })
  database.collections.add('x', ['c', 'a', 'c'])
  database.collections.add('x', ['a', 'b', 'nobody'])
  expect(database.collections.items('x')).toEqual(['c', 'a', 'b'])
  database.collections.take('x', ['a'])
  expect(database.collections.find('x')).toEqual({ id: 'x', name: 'Ünits', count: 2 })
  database.collections.arrange('x', ['b', 'a', 'c'])
  expect(database.collections.items('x')).toEqual(['b', 'a', 'c'])
  // What is nowhere now stays in it.
  database.index.remove(['a'])
  database.collections.arrange('x', ['c', 'b'])
  put('a')
  expect(database.collections.items('x')).toEqual(['c', 'b', 'a'])
})

test('an index that is not whole says so', () => {
  put('a')
  expect(database.index.isWhole()).toBe(false)
  database.index.begin()
  put('a')
  database.index.finish()
  expect(database.index.isWhole()).toBe(true)
})
