import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mostWeights, soundRange, usualWeights, widenedRange } from '../../../src-main/contract/weights.ts'

test('a range gives way to halves, and only where it must', () => {
  expect(widenedRange(usualWeights, 1.7)).toEqual({ min: -0.5, max: 2 })
  expect(widenedRange(usualWeights, -0.6)).toEqual({ min: -1, max: 1.5 })
  expect(widenedRange(usualWeights, 0.3)).toEqual(usualWeights)
})

test.each([1e9, -1e9, 10.5, 100])('%d, a slip of the keyboard, widens nothing', (weight) => {
  expect(widenedRange(usualWeights, weight)).toEqual(usualWeights)
})

test.each([
  [
    { min: -2, max: 1e9 },
    { min: -2, max: 10 },
  ],
  [{ min: 40, max: 90 }, usualWeights],
])('%j, as an older catalog may hold it, is read as %j', (range, sound) => {
  expect(soundRange(range)).toEqual(sound)
})

test('however it is widened, a range stays inside the most, and holds the weight where it can', () => {
  const number = fc.double({ min: -1000, max: 1000, noNaN: true })
  fc.assert(
    fc.property(fc.array(number), (weights) => {
      const range = weights.reduce(widenedRange, usualWeights)
      expect(soundRange(range)).toEqual(range)
      for (const weight of weights) {
        if (weight < mostWeights.min || weight > mostWeights.max) continue
        expect(weight).toBeGreaterThanOrEqual(range.min)
        expect(weight).toBeLessThanOrEqual(range.max)
      }
    }),
  )
})
