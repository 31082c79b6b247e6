import { expect, test } from 'vitest'
import { batchesOf } from '../../../src-main/base/batches.ts'

const cut = (weights: number[]) => batchesOf(weights, (weight) => weight, 10)

test('batches are filled up to the limit, in order', () => {
  expect(cut([])).toEqual([])
  expect(cut([4, 6, 1, 9, 1])).toEqual([[4, 6], [1, 9], [1]])
})

test('what weighs more than the limit goes by itself', () => {
  expect(cut([11])).toEqual([[11]])
  expect(cut([3, 40, 2, 3])).toEqual([[3], [40], [2, 3]])
})
