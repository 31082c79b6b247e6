import { expect, it } from 'vitest'
import { classRepeats, dataOrder, plannedSteps } from '../../../src-main/training/order.ts'
import { draws } from '../../../src-main/training/data/draws.ts'

const pictures = Array.from({ length: 30 }, () => ({ bucket: 'a', repeats: 1 }))

it('every epoch and every seed has its own order', () => {
  const order = dataOrder(pictures, { seed: 1, batch: 30 })
  const first = order.batchAt({ epoch: 0, batch: 0 })
  expect(order.batchAt({ epoch: 1, batch: 0 })).not.toEqual(first)
  expect(dataOrder(pictures, { seed: 2, batch: 30 }).batchAt({ epoch: 0, batch: 0 })).not.toEqual(first)
  expect(order.batchAt({ epoch: 0, batch: 0 })).toEqual(first)
})

it('the run is as long as the recipe says', () => {
  expect(plannedSteps({ steps: 70, epochs: null, accumulation: 4 }, 10)).toBe(70)
  expect(plannedSteps({ steps: null, epochs: 3, accumulation: 4 }, 10)).toBe(8)
})

it('class pictures come as often as the others together', () => {
  expect(classRepeats(10, [1, 1, 1])).toEqual([4, 3, 3])
  expect(classRepeats(10, [5, 1])).toEqual([7, 3])
  expect(classRepeats(2, [1, 1, 1])).toEqual([1, 1, 0])
  expect(classRepeats(2, [])).toEqual([])
})

it('draws are uniform and named by all their keys', () => {
  const { next } = draws(1, 'a')
  const bins = new Array<number>(10).fill(0)
  for (let i = 0; i < 10_000; i++) bins[Math.floor(next() * 10)]!++
  // Each is 1000 ± 30 (one deviation).
  for (const count of bins) expect(Math.abs(count - 1000)).toBeLessThan(150)
  const first = [draws(1, 'a'), draws(2, 'a'), draws(1, 'b'), draws(1, 'a', 0)].map((one) => one.next())
  expect(new Set(first).size).toBe(4)
})
