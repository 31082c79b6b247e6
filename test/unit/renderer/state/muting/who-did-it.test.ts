// Who did it: in all of the picture by how much of it changed, in a spot by how far it did; damped to seven tenths.
import { expect, test } from 'vitest'
import { bytesPerDistance, type DifferenceMap } from '../../../../../src-main/base/difference-map.ts'
import { plainEntry } from '../../../../../src-main/contract/adapter.ts'
import type { MutedCell } from '../../../../../src-main/contract/muting.ts'
import { damped, entryInStack } from '../../../../../src-renderer/state/muting/damped.ts'
import { gradeOf, suspects } from '../../../../../src-renderer/state/muting/who-did-it.ts'

const cell = (name: string | null, figures: { share: number; mean: number } | null): MutedCell => ({
  entry: name === null ? null : { id: name, adapter: name, name, weight: 1 },
  ...{ state: figures === null ? 'waiting' : 'done', job: null, error: null, url: null },
  distance: figures && { ...figures, width: 4, height: 4, mapUrl: '' },
})
/** Bytes of the upper and of the lower half. */
const map = (upper: number, lower: number): DifferenceMap => ({
  ...{ width: 4, height: 4 },
  bytes: Uint8Array.from({ length: 16 }, (_, place) => (place < 8 ? upper : lower)),
})
const cells = [
  cell(null, null),
  cell('sky', { share: 0.5, mean: 0.2 }),
  cell('late', null),
  cell('all', { share: 1, mean: 0.03 }),
  cell('ground', { share: 0.5, mean: 0.3 }),
]
const maps = new Map([
  [1, map(200, 0)],
  [3, map(15, 15)],
  [4, map(0, 250)],
])
const namesAt = (top: number, bottom: number): string[] =>
  suspects(cells, maps, { left: 0.1, top, right: 0.2, bottom }).map(({ cell }) => cell.entry.name)

test('whoever changed more places is first, then whoever changed them further; the rest in their order', () => {
  const all = suspects(cells, maps, null)
  expect(all.map(({ cell, index }) => [cell.entry.name, index])).toEqual([
    ['all', 3],
    ['ground', 4],
    ['sky', 1],
    ['late', 2],
  ])
  expect(all[3]!.figures).toBe(null)
})

test('a spot has an order of its own, and its own words', () => {
  expect(namesAt(0.1, 0.2)).toEqual(['sky', 'all', 'ground', 'late'])
  expect(namesAt(0.8, 0.8)).toEqual(['ground', 'all', 'sky', 'late'])
  const [first, second, third] = suspects(cells, maps, { left: 0, top: 0, right: 0.3, bottom: 0.3 })
  expect([first, second, third].map((one) => gradeOf(one!.figures!))).toEqual(['much', 'some', 'nothing'])
  expect(gradeOf({ share: 0, mean: 1 / bytesPerDistance })).toBe('little')
})

test('one whose map has not come yet is not judged by a spot', () => {
  const [, second] = suspects(cells.slice(0, 2), new Map(), { left: 0, top: 0, right: 1, bottom: 1 })
  expect(second).toBe(undefined)
  expect(suspects(cells, new Map(), { left: 0, top: 0, right: 1, bottom: 1 })[0]!.figures).toBe(null)
})

test('the same entry of the stack is damped, else another of its adapter that acts', () => {
  const entry = (id: string, change = {}) => ({
    ...plainEntry({ id, adapter: 'ink', name: 'ink', weight: 0.8 }),
    ...change,
  })
  const muted = { id: 'b', adapter: 'ink', name: 'ink', weight: 0.8 }
  expect(entryInStack([entry('a'), entry('b')], muted)?.id).toBe('b')
  expect(entryInStack([entry('a'), entry('b', { on: false })], muted)?.id).toBe('a')
  expect(entryInStack([entry('b', { adapter: 'wash' })], muted)).toBe(null)
  expect([0.8, 1, -1, 0.01, 0].map(damped)).toEqual([0.56, 0.7, -0.7, 0.01, 0])
})
