import { expect, test } from 'vitest'
import { createKept } from '../../../src-main/base/kept.ts'

function setUp(limit: number) {
  const gone: string[] = []
  const kept = createKept<string, string>({
    limit,
    weigh: (value) => value.length,
    letGo: (value) => gone.push(value),
  })
  return { kept, gone, keys: () => kept.entries().map(([key]) => key) }
}

test('the least recently used goes first, and a look counts as a use', () => {
  const { kept, gone, keys } = setUp(6)
  kept.put('a', 'aa')
  kept.put('b', 'bb')
  kept.put('c', 'cc')
  expect(kept.get('a')).toBe('aa')
  kept.put('d', 'dd')
  expect(gone).toEqual(['bb'])
  expect(keys()).toEqual(['c', 'a', 'd'])
  expect(kept.weight).toBe(6)
  expect(kept.get('b')).toBeUndefined()
})

test('as many go as the new one needs, and what is over the limit alone goes at once', () => {
  const { kept, gone, keys } = setUp(6)
  for (const key of ['a', 'b', 'c']) kept.put(key, key + key)
  kept.put('d', 'dddd')
  expect(gone).toEqual(['aa', 'bb'])
  expect([keys(), kept.weight]).toEqual([['c', 'd'], 6])
  kept.put('large', 'xxxxxxx')
  expect(gone).toEqual(['aa', 'bb', 'cc', 'dddd', 'xxxxxxx'])
  expect([keys(), kept.weight]).toEqual([[], 0])
})

test('what is replaced is let go, what is put again is not, and what is taken belongs to the caller', () => {
  const { kept, gone } = setUp(100)
  kept.put('a', 'first')
  kept.put('a', 'second')
  expect(gone).toEqual(['first'])
  kept.put('a', 'second')
  expect(gone).toEqual(['first'])
  expect(kept.weight).toBe(6)
  expect(kept.take('a')).toBe('second')
  expect([gone, kept.weight]).toEqual([['first'], 0])
  kept.put('b', 'bbb')
  kept.put('c', 'ccc')
  kept.delete('b')
  kept.delete('never there')
  kept.clear()
  expect([gone, kept.weight]).toEqual([['first', 'bbb', 'ccc'], 0])
})

test('without a weight values are counted', () => {
  const kept = createKept<number, string>({ limit: 2 })
  for (const number of [1, 2, 3]) kept.put(number, 'same')
  expect(kept.entries().map(([key]) => key)).toEqual([2, 3])
})
