// LoHa against its formula, and the ways of not fitting.
import { describe, expect, it } from 'vitest'
import { loha } from '../../../../src-main/adapters/kinds/loha.ts'
import { lohaDelta, plus } from '../../../support/adapter-formulas.ts'
import { fromData } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { mergeInFloat64 } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { inEnglish } from '../../../support/said.ts'

const { normal } = createRandom(2)

describe('the merge', () => {
  it.each([
    ['a linear layer', [6, 4], { hadaW1a: [6, 2], hadaW1b: [2, 4], hadaW2a: [6, 3], hadaW2b: [3, 4] }],
    ['a convolution', [6, 4, 3, 3], { hadaW1a: [6, 2], hadaW1b: [2, 36], hadaW2a: [6, 2], hadaW2b: [2, 36] }],
    [
      'Tucker cores of two ranks',
      [6, 4, 3, 3],
      {
        hadaW1a: [3, 6],
        hadaW1b: [2, 4],
        hadaT1: [3, 2, 3, 3],
        hadaW2a: [2, 6],
        hadaW2b: [2, 4],
        hadaT2: [2, 2, 3, 3],
      },
    ],
  ])('of %s', (_, shape, shapes) => {
    const parts = Object.fromEntries(Object.entries(shapes).map(([part, own]) => [part, normal(own)]))
    const base = normal(shape)
    const alpha = fromData([3], [])
    const merged = mergeInFloat64(base, [{ algorithm: loha, parts: { ...parts, alpha }, weight: 0.6 }])
    // The rank that scales is w1_b's.
    const expected = plus(base, lohaDelta(shape, parts), (0.6 * 3) / 2)
    expectCloseInScale(merged, expected, tolerances.mergedWeight, 'merged')
  })
})

describe('what does not fit', () => {
  const good = { hadaW1a: [6, 2], hadaW1b: [2, 36], hadaW2a: [6, 2], hadaW2b: [2, 36] }
  it.each([
    [{ hadaW1b: [2, 35] }, 'hadaW1b is [2,35] where the module needs [2,36]'],
    [{ hadaW2a: [5, 2] }, 'hadaW2a is [5,2] where the module needs [6,2]'],
    [{ hadaW2a: [6, 3] }, 'hadaW2a is [6,3] where the module needs [6,2]'],
    [{ hadaT1: [2, 2, 3, 3] }, 'one of its Tucker cores is missing'],
    [{ hadaT1: [2, 2, 3, 3], hadaT2: [2, 2, 3, 3] }, 'hadaW1b is [2,36] where the module needs [2,4]'],
    [{ hadaW1a: [12] }, 'hadaW1a is [12] where the module needs [6,2]'],
    [{ hadaW1a: [6, 0], hadaW1b: [0, 36] }, 'hadaW1a is empty'],
  ])('%j', (changes, reason) => {
    const shapes = new Map<string, readonly number[]>(Object.entries({ ...good, ...changes }))
    expect(inEnglish(loha.misfit(shapes, { kind: 'weight', shape: [6, 4, 3, 3] }))).toBe(reason)
  })
})
