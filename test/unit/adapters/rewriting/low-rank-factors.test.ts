// Smaller ranks: which are chosen, what they keep, and that the full rank is the same change.
import { describe, expect, it } from 'vitest'
import { concatenatePairs, pairOf } from '../../../../src-main/adapters/rewriting/concatenate.ts'
import {
  spectrumOfPair,
  truncate,
  type Pair,
} from '../../../../src-main/adapters/rewriting/low-rank-factors.ts'
import { chooseRank } from '../../../../src-main/adapters/rewriting/rank-choice.ts'
import { expectClose, expectNear } from '../../../support/close.ts'
import { factorsOf, mergeInFloat64 } from '../../../support/merge-adapter.ts'
import { lora } from '../../../../src-main/adapters/kinds/lora.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { fromData } from '../../../support/array64.ts'

const random = createRandom(5)
const pair = (rows: number, rank: number, columns: number): Pair => ({
  rows,
  columns,
  rank,
  up: Float32Array.from(random.normal([rows, rank]).data),
  down: Float32Array.from(random.normal([rank, columns]).data),
})

function dense({ rows, rank, columns, up, down }: Pair): Float64Array {
  const result = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++)
    for (let inner = 0; inner < rank; inner++)
      for (let column = 0; column < columns; column++)
        result[row * columns + column]! += up[row * rank + inner]! * down[inner * columns + column]!
  return result
}

const inUnits = (values: Float64Array, unit: number): Float64Array => values.map((value) => value / unit)

describe('resizing', () => {
  it.each([
    [pair(20, 4, 30), 4],
    [pair(3, 8, 30), 8],
    [pair(30, 8, 2), 100],
    [pair(1, 1, 1), 1],
  ])('to the full rank is the same change', (whole, most) => {
    const { pair: again, kept } = truncate(spectrumOfPair(whole), { most, criterion: null })
    const expected = dense(whole)
    const unit = Math.max(...expected.map(Math.abs))
    expectClose(inUnits(dense(again), unit), inUnits(expected, unit), tolerances.rewrittenDelta)
    expect(again.rank).toBe(Math.min(most, whole.rank, whole.rows, whole.columns))
    expectNear(kept, 1, tolerances.float64)
  })

  it('loses exactly the energy of the values that are cut', () => {
    const whole = pair(24, 6, 18)
    const spectrum = spectrumOfPair(whole)
    const { pair: smaller, kept } = truncate(spectrum, { most: 2, criterion: null })
    const [a, b] = [dense(whole), dense(smaller)]
    const lost = a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0)
    const cut = spectrum.s.slice(2).reduce((sum, value) => sum + value * value, 0)
    expectNear(lost, cut, tolerances.cutEnergy)
    expectNear(1 - kept, cut / spectrum.energy, tolerances.float64)
  })

  it('of nothing is nothing', () => {
    const nothing = { ...pair(5, 2, 4), up: new Float32Array(10) }
    const { pair: smaller, kept } = truncate(spectrumOfPair(nothing), { most: 1, criterion: null })
    expect([...smaller.up]).toEqual([0, 0, 0, 0, 0])
    expect(kept).toBe(1)
  })
})

describe('the rank', () => {
  const s = Float64Array.of(8, 4, 2, 1)
  const energy = 85
  const choose = (by: 'ratio' | 'frobenius' | 'cumulative', value: number, most = 4): number =>
    chooseRank(s, { most, criterion: { by, value }, energy })

  it('by ratio: those above the first divided by X', () => {
    expect([1, 2, 2.5, 4.5, 100].map((value) => choose('ratio', value))).toEqual([1, 1, 2, 3, 4])
  })
  it('by share of the length, and by share of the sum', () => {
    expect([0.1, 0.86, 0.87, 0.97, 1].map((value) => choose('frobenius', value))).toEqual([1, 1, 2, 2, 4])
    expect([0.1, 0.53, 0.54, 0.8, 0.94, 1].map((value) => choose('cumulative', value))).toEqual([
      1, 1, 2, 2, 4, 4,
    ])
  })
  it('never exceeds the limit nor falls below 1', () => {
    expect(choose('frobenius', 1, 2)).toBe(2)
    expect(chooseRank(Float64Array.of(0, 0), { most: 9, criterion: null, energy: 0 })).toBe(2)
    expect(chooseRank(Float64Array.of(0), { most: 9, criterion: { by: 'ratio', value: 2 }, energy: 0 })).toBe(
      1,
    )
  })
})

describe('concatenation', () => {
  it('is the weighted sum, whatever the ranks', () => {
    const [a, b] = [pair(7, 2, 9), pair(7, 5, 9)]
    const sum = concatenatePairs([
      { pair: a, amount: 0.5 },
      { pair: b, amount: -2 },
    ])
    expect(sum.rank).toBe(7)
    const [x, y] = [dense(a), dense(b)]
    const expected = x.map((value, at) => 0.5 * value - 2 * y[at]!)
    const unit = Math.max(...expected.map(Math.abs))
    expectClose(inUnits(dense(sum), unit), inUnits(expected, unit), tolerances.rewrittenDelta)
  })

  it('multiplies a Tucker core into down', () => {
    const shape = [6, 4, 3, 3]
    const parts = {
      up: random.normal([6, 2, 1, 1]),
      down: random.normal([3, 4, 1, 1]),
      mid: random.normal([2, 3, 3, 3]),
    }
    const zero = fromData(new Float64Array(6 * 4 * 9), shape)
    const expected = mergeInFloat64(zero, [{ algorithm: lora, parts, weight: 1 }]).data
    const unit = Math.max(...expected.map(Math.abs))
    expectClose(
      inUnits(dense(pairOf(factorsOf(parts), shape)), unit),
      inUnits(Float64Array.from(expected), unit),
      tolerances.rewrittenDelta,
    )
  })
})
