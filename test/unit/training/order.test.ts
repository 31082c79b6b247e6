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

it('of two and a half repeats, the halves are shared out over two epochs', () => {
  const four = [1, 2, 3, 4].map(() => ({ bucket: 'a', repeats: 2.5 }))
  const order = dataOrder(four, { seed: 1, batch: 1 })
  expect(order.batchesPerEpoch).toBe(10)
  const timesIn = (epochs: readonly number[]): number[] => {
    const times = four.map(() => 0)
    for (const epoch of epochs)
      for (let batch = 0; batch < 10; batch++) for (const at of order.batchAt({ epoch, batch })) times[at]!++
    return times
  }
  expect(timesIn([0]).sort()).toEqual([2, 2, 3, 3])
  expect(timesIn([0, 1])).toEqual([5, 5, 5, 5])
})

it('broken repeats are counted over all sizes of pictures', () => {
  const mixed = ['a', 'b', 'c', 'd', 'e'].map((bucket) => ({ bucket, repeats: 0.5 }))
  expect(dataOrder(mixed, { seed: 1, batch: 1 }).batchesPerEpoch).toBe(2)
})

it('a share of the pictures may be an epoch, and never none', () => {
  const ten = Array.from({ length: 10 }, () => ({ bucket: 'a', repeats: 0.3 }))
  const order = dataOrder(ten, { seed: 1, batch: 1 })
  expect(order.batchesPerEpoch).toBe(3)
  const seen = [0, 1, 2, 3].flatMap((epoch) => [0, 1, 2].flatMap((batch) => order.batchAt({ epoch, batch })))
  expect(new Set(seen).size).toBe(10)
  expect(dataOrder([{ bucket: 'a', repeats: 0.1 }], { seed: 1, batch: 1 }).batchesPerEpoch).toBe(1)
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
