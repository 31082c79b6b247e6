import { expect, test } from 'vitest'
import { centreFirst, stripWeights } from '../../../../../src-renderer/state/stack/strip-weights.ts'

test.each([
  [{ min: -0.5, max: 1.5 }, 0.8],
  [{ min: -0.5, max: 1.5 }, 0.73],
  [{ min: 0, max: 1 }, 1],
  [{ min: -4, max: 4 }, 0],
  [{ min: -1, max: 0 }, -0.5],
])('ten different weights over %j, rising, with 0 and %d', (range, preferred) => {
  const weights = stripWeights(range, preferred)
  expect(weights).toHaveLength(10)
  expect(new Set(weights).size).toBe(10)
  expect(weights).toEqual(weights.toSorted((a, b) => a - b))
  expect(weights).toContain(0)
  expect(weights).toContain(preferred)
})

test('the one in view is made first, then its neighbours outwards', () => {
  const order = centreFirst([0, 0.2, 0.4, 0.6], 0.4)
  expect(order[0]).toBe(2)
  expect(order.slice(1, 3).toSorted()).toEqual([1, 3])
  expect(order[3]).toBe(0)
})
