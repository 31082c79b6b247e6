import { expect, test } from 'vitest'
import { notedMap } from '../../../src-main/base/noted-map.ts'

const source = new Map([
  ['a', '1'],
  ['b', '2'],
])

test('what is asked for is noted with its answer, also where there is none', () => {
  const { map, asked } = notedMap(source)
  expect([map.get('a'), map.has('c')]).toEqual(['1', false])
  expect([...asked()!]).toEqual([
    ['a', '1'],
    ['c', undefined],
  ])
})

test.each([
  (map: ReadonlyMap<string, string>) => [...map].length,
  (map: ReadonlyMap<string, string>) => [...map.keys()].length,
  (map: ReadonlyMap<string, string>) => [...map.values()].length,
  (map: ReadonlyMap<string, string>) => [...map.entries()].length,
  (map: ReadonlyMap<string, string>) => map.size,
  (map: ReadonlyMap<string, string>) => {
    let count = 0
    map.forEach(() => count++)
    return count
  },
])('whoever goes through all of it depends on all of it', (count) => {
  const { map, asked } = notedMap(source)
  expect(count(map)).toBe(2)
  expect(asked()).toBeNull()
})
