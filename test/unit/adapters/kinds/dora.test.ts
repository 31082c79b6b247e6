// DoRA: which axis a length is for, the formula on both, any kind beneath it.
import { describe, expect, it } from 'vitest'
import { algorithmOf } from '../../../../src-main/adapters/kinds/algorithms.ts'
import { doraMisfit, hasDora } from '../../../../src-main/adapters/kinds/dora.ts'
import {
  doraMerged,
  gloraDelta,
  lohaDelta,
  lokrDelta,
  loraDelta,
  plus,
} from '../../../support/adapter-formulas.ts'
import { fromData, type Array64 } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { mergeInFloat64, mergeOnRuntime } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { inEnglish } from '../../../support/said.ts'

const { normal } = createRandom(10)
const lora = algorithmOf('lora')
const pairFor = ([outputs = 0, inputs = 0, ...kernel]: readonly number[]) => ({
  up: normal([outputs, 2]),
  down: normal([2, inputs, ...kernel]),
})

describe('the axis', () => {
  it.each([
    ['dora', [6, 1], [6, 4], 'output'],
    ['dora', [1, 4], [6, 4], 'input'],
    ['dora', [6], [6, 4], 'output'],
    ['dora', [6, 1, 1, 1], [6, 4, 3, 3], 'output'],
    ['dora', [1, 4, 1, 1], [6, 4, 3, 3], 'input'],
    // The same count on both sides: the 1 tells.
    ['dora', [4, 1], [4, 4], 'output'],
    ['dora', [1, 4], [4, 4], 'input'],
    ['dora', [4], [4, 4], 'output'],
    ['dora', [1, 4, 1, 1], [4, 4, 3, 3], 'input'],
    ['dora', [4, 1, 1, 1], [4, 4, 3, 3], 'output'],
    ['dora', [1, 1], [1, 1], 'output'],
    ['dora', [1, 4], [1, 4], 'input'],
    ['magnitude', [6], [6, 4], 'output'],
    ['magnitude', [1, 6, 1, 1], [6, 4, 3, 3], 'output'],
    // PEFT's vector goes by output though its shape says otherwise.
    ['magnitude', [1, 4, 1, 1], [4, 4, 3, 3], 'output'],
  ] as const)('of %s %j on %j is the %s', async (part, lengthShape, shape, axis) => {
    const [base, pair, length] = [normal(shape), pairFor(shape), normal(lengthShape)]
    const parts = { ...pair, alpha: fromData([1], []), [part]: length }
    const v = plus(base, loraDelta(shape, pair), 0.5)
    for (const weight of [1, 0.6, -0.5]) {
      const expected = doraMerged(base, v, length.data, axis, weight)
      const stack = [{ algorithm: lora, parts, weight }]
      expectCloseInScale(mergeInFloat64(base, stack), expected, tolerances.mergedWeight, `at ${weight}`)
    }
    const one = [{ algorithm: lora, parts, weight: 1 }]
    const expected = doraMerged(base, v, length.data, axis, 1)
    expectCloseInScale(await mergeOnRuntime(base, one), expected, tolerances.mergedWeight, 'runtime')
  })

  it.each([
    ['dora', [5, 1], [6, 4]],
    ['dora', [4], [6, 4]],
    ['dora', [4, 1], [6, 4]],
    ['dora', [6, 4], [6, 4]],
    ['dora', [1, 6, 1, 1], [6, 4, 3, 3]],
    ['dora', [1, 4, 3, 3], [6, 4, 3, 3]],
    ['dora', [], [6, 4]],
    ['magnitude', [4], [6, 4]],
  ])('of %s %j on %j does not exist', (part, length, shape) => {
    expect(inEnglish(doraMisfit(new Map([[part, length]]), shape))).toBe(
      `its DoRA lengths are [${length.join()}] where the module has 6 outputs and 4 inputs`,
    )
  })

  it('is nobody’s where there is no length', () => {
    expect(hasDora(new Map())).toBe(false)
    expect(doraMisfit(new Map([['up', [6, 2]]]), [6, 4])).toBeNull()
  })
})

describe('over other kinds', () => {
  const base = normal([12, 8])
  const dora = normal([1, 8])
  const made = (shapes: Record<string, number[]>): Record<string, Array64> =>
    Object.fromEntries(Object.entries(shapes).map(([part, shape]) => [part, normal(shape)]))
  const loha = made({ hadaW1a: [12, 2], hadaW1b: [2, 8], hadaW2a: [12, 2], hadaW2b: [2, 8] })
  const lokr = made({ lokrW1: [3, 2], lokrW2: [4, 4] })
  const glora = made({ a1: [8, 2], a2: [2, 8], b1: [12, 2], b2: [2, 8] })
  it.each([
    ['loha', loha, lohaDelta(base.shape, loha)],
    ['lokr', lokr, lokrDelta(base.shape, lokr)],
    ['glora', glora, gloraDelta(base, glora, 'new')],
  ] as const)('%s', (kind, parts, delta) => {
    const expected = doraMerged(base, plus(base, delta, 1), dora.data, 'input', 0.6)
    const stack = [{ algorithm: algorithmOf(kind), parts: { ...parts, dora }, weight: 0.6 }]
    expectCloseInScale(mergeInFloat64(base, stack), expected, tolerances.mergedWeight, kind)
    expect(algorithmOf(kind).linear(new Set([...Object.keys(parts), 'dora']))).toBe(false)
  })
})

it('changes nothing when fresh: the lengths are those of W', () => {
  const base = normal([6, 4])
  const lengths = [0, 1, 2, 3, 4, 5].map((row) => Math.hypot(...base.data.subarray(row * 4, row * 4 + 4)))
  const up = fromData(new Array(12).fill(0), [6, 2])
  const parts = { ...pairFor([6, 4]), up, magnitude: fromData(lengths, [6]) }
  const merged = mergeInFloat64(base, [{ algorithm: lora, parts, weight: 1 }])
  expectCloseInScale(merged, base, tolerances.mergedWeight, 'merged')
})
