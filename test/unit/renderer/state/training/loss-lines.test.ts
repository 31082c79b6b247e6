// The loss chart's lines: smoothing without the pull of its start, thinning that keeps peaks, and the figures in words.
import { describe, expect, test } from 'vitest'
import type { TrainingStep } from '../../../../../src-main/contract/training.ts'
import {
  lossLines,
  lossSummary,
  smoothed,
  thinned,
} from '../../../../../src-renderer/state/training/loss-lines.ts'
import { expectNear } from '../../../../support/close.ts'
import { tolerances } from '../../../../support/tolerances.ts'

const step = (number: number, loss: number, change: Partial<TrainingStep> = {}): TrainingStep => ({
  step: number,
  epoch: 1,
  loss,
  rates: { unet: 1e-4 },
  gradientNorm: 1,
  seconds: 1,
  memoryBytes: 1,
  ...change,
})

describe('smoothing', () => {
  test('0 is the values themselves', () => {
    expect(smoothed([3, 1, 2], 0)).toEqual([3, 1, 2])
  })
  test('a steady loss stays what it is from the first step on', () => {
    for (const value of smoothed([2, 2, 2, 2], 0.95)) expectNear(value, 2, tolerances.float64)
  })
  test('it is the mean weighted by age', () => {
    expectNear(smoothed([1, 4], 0.5)[1]!, (0.5 * 1 + 4) / 1.5, tolerances.float64)
  })
  test('a step without a number is passed over', () => {
    expect(smoothed([1, Number.NaN, 1], 0.5)).toEqual([1, 1, 1])
  })
})

describe('thinning', () => {
  const values = Array.from({ length: 5000 }, (_, index) => Math.sin(index / 50))
  test('few values all stay', () => {
    expect(thinned([1, 2, 3], 10)).toEqual([0, 1, 2])
  })
  test('both ends stay, the order too, and no more than asked for', () => {
    const kept = thinned(values, 400)
    expect(kept.length).toBeLessThanOrEqual(400)
    expect(kept[0]).toBe(0)
    expect(kept.at(-1)).toBe(4999)
    expect(kept).toEqual(kept.toSorted((a, b) => a - b))
  })
  test('one high step among thousands is still there', () => {
    const spiked = values.with(1234, 9)
    expect(thinned(spiked, 200)).toContain(1234)
  })
})

test('where the kept pictures were measured the point stays, however thin the lines are', () => {
  const log = Array.from({ length: 3000 }, (_, index) =>
    step(index + 1, 1 + Math.cos(index), index === 1777 ? { heldOutLoss: 0.5 } : {}),
  )
  const lines = lossLines(log, 0.9, 100)
  const at = lines.steps.indexOf(1778)
  expect(lines.heldOut[at]).toBe(0.5)
  expect(lines.heldOut.filter((value) => value !== null)).toHaveLength(1)
  for (const line of [lines.raw, lines.smooth, lines.heldOut]) expect(line).toHaveLength(lines.steps.length)
  expect(lines.steps.length).toBeLessThanOrEqual(101)
})

test('the summary says the last loss, the mean of fifty, and the newest measurement', () => {
  const log = Array.from({ length: 60 }, (_, index) =>
    step(index + 1, index, index === 30 ? { heldOutLoss: 7 } : {}),
  )
  expect(lossSummary(log)).toEqual({ last: 59, mean: 34.5, over: 50, heldOut: 7, rate: 1e-4 })
  expect(lossSummary([])).toBeNull()
})
