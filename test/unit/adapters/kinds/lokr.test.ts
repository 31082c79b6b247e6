// LoKr against its formula in every combination of whole and factored sides, its scale rule, and the misfits.
import { describe, expect, it } from 'vitest'
import { lokr } from '../../../../src-main/adapters/kinds/lokr.ts'
import { lokrDelta, plus } from '../../../support/adapter-formulas.ts'
import { fromData } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { mergeInFloat64, shapesOf } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { inEnglish } from '../../../support/said.ts'

const { normal } = createRandom(3)
const conv = [12, 8, 3, 3]

describe('the merge', () => {
  it.each([
    ['both whole, alpha ignored', [12, 8], { lokrW1: [3, 2], lokrW2: [4, 4] }, null],
    ['the larger side first', [12, 8], { lokrW1: [6, 4], lokrW2: [2, 2] }, null],
    ['w1 factored', [12, 8], { lokrW1a: [3, 1], lokrW1b: [1, 2], lokrW2: [4, 4] }, 1],
    ['w2 factored', [12, 8], { lokrW1: [3, 2], lokrW2a: [4, 3], lokrW2b: [3, 4] }, 3],
    ['both', [12, 8], { lokrW1a: [3, 1], lokrW1b: [1, 2], lokrW2a: [4, 2], lokrW2b: [2, 4] }, 2],
    ['a whole kernel', conv, { lokrW1: [3, 2], lokrW2: [4, 4, 3, 3] }, null],
    ['a kernel in the columns', conv, { lokrW1: [3, 2], lokrW2: [4, 36] }, null],
    ['a factored kernel', conv, { lokrW1: [6, 4], lokrW2a: [2, 2], lokrW2b: [2, 18] }, 2],
    ['Tucker, a > b', conv, { lokrW1: [6, 2], lokrW2a: [3, 2], lokrW2b: [2, 4], lokrT2: [3, 2, 3, 3] }, 2],
  ])('with %s', (_, shape, shapes, rank) => {
    const parts = Object.fromEntries(
      Object.entries(shapes as Record<string, number[]>).map(([part, own]) => [part, normal(own)]),
    )
    const base = normal(shape)
    const alpha = fromData([1.5], [])
    const merged = mergeInFloat64(base, [{ algorithm: lokr, parts: { ...parts, alpha }, weight: -0.5 }])
    const amount = -0.5 * (rank === null ? 1 : 1.5 / rank)
    expectCloseInScale(merged, plus(base, lokrDelta(shape, parts), amount), tolerances.mergedWeight, 'merged')
    expect(lokr.rank(shapesOf(parts))).toBe(rank)
  })
})

describe('what does not fit', () => {
  it.each([
    [{ lokrW1: [3, 2] }, 'lokrW2 is missing'],
    [{ lokrW1a: [3, 1], lokrW2: [4, 36] }, 'lokrW1 is missing'],
    [{ lokrW1: [3, 2], lokrW2: [5, 36] }, "[3,2] ⊗ [5,36] does not make the module's [12,72]"],
    [{ lokrW1: [3, 2], lokrW2: [4, 4, 9, 1, 1] }, 'lokrW2 has the unusable shape [4,4,9,1,1]'],
    [{ lokrW1: [3, 2], lokrW2: [4, 4, 2, 2] }, 'lokrW2 has the unusable shape [4,4,2,2]'],
    [{ lokrW1: [3, 8], lokrW2: [4, 9], lokrW2a: [4, 1] }, 'lokrW2 is there both whole and factored'],
    [{ lokrW1: [3, 12], lokrW2: [4, 6] }, 'w2 has 6 columns, which the kernel does not divide'],
    [{ lokrW1: [3, 2], lokrW2a: [4, 2], lokrW2b: [3, 36] }, 'lokrW2 is factored into [4,2] and [3,36]'],
    [
      { lokrW1: [3, 2], lokrW2a: [2, 4], lokrW2b: [2, 4], lokrT2: [2, 2, 1, 1] },
      'lokrT2 is [2,2,1,1] where the module needs [2,2,3,3]',
    ],
    [
      { lokrW1: [3, 2], lokrW2a: [4, 20_000], lokrW2b: [20_000, 36] },
      'its rank is 20000, and the largest that is supported is 16384',
    ],
  ])('%j', (shapes, reason) => {
    expect(inEnglish(lokr.misfit(new Map(Object.entries(shapes)), { kind: 'weight', shape: conv }))).toBe(
      reason,
    )
  })
})
