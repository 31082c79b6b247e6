// GLoRA in both layouts, on square layers where only the longer side tells them apart, and on convolutions.
import { describe, expect, it } from 'vitest'
import { glora } from '../../../../src-main/adapters/kinds/glora.ts'
import { gloraDelta, plus } from '../../../support/adapter-formulas.ts'
import { fromData } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { mergeInFloat64, shapesOf } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { inEnglish } from '../../../support/said.ts'

const { normal } = createRandom(7)
const newLayout = { a1: [4, 2], a2: [2, 4], b1: [6, 2], b2: [2, 4] }

describe('the merge', () => {
  it.each([
    ['new', [6, 4], newLayout],
    ['old', [6, 4], { a1: [2, 4], a2: [4, 2], b1: [2, 4], b2: [6, 2] }],
    ['new', [4, 4], { a1: [4, 2], a2: [2, 4], b1: [4, 2], b2: [2, 4] }],
    ['old', [4, 4], { a1: [2, 4], a2: [4, 2], b1: [2, 4], b2: [4, 2] }],
    // Nothing but W's own shape could tell: every factor is 4 × 4.
    ['old', [4, 4], { a1: [4, 4], a2: [4, 4], b1: [4, 4], b2: [4, 4] }],
    ['new', [6, 4, 3, 3], { a1: [4, 2], a2: [2, 4], b1: [6, 2], b2: [2, 36] }],
    ['new', [6, 4, 3, 3], { a1: [4, 2], a2: [2, 4], b1: [6, 2, 1, 1], b2: [2, 4, 3, 3] }],
    ['old', [6, 4, 3, 3], { a1: [2, 4], a2: [4, 2], b1: [2, 36], b2: [6, 2] }],
  ] as const)('in the %s layout on %j from %j', (layout, shape, shapes) => {
    const parts = Object.fromEntries(
      Object.entries<readonly number[]>(shapes).map(([part, own]) => [part, normal(own)]),
    )
    const base = normal(shape)
    const alpha = fromData([3], [])
    const rank = layout === 'new' ? parts['a1']!.shape[1]! : parts['a1']!.shape[0]!
    const merged = mergeInFloat64(base, [{ algorithm: glora, parts: { ...parts, alpha }, weight: -0.5 }])
    const expected = plus(base, gloraDelta(base, parts, layout), (-0.5 * 3) / rank)
    expectCloseInScale(merged, expected, tolerances.mergedWeight, 'merged')
    expect(glora.rank(shapesOf(parts))).toBe(rank)
  })

  it('sees what came before', () => {
    expect(glora.linear(new Set(['a1', 'a2', 'b1', 'b2']))).toBe(false)
  })
})

describe('what does not fit', () => {
  it.each([
    [{ a1: [4, 3] }, 'its factors disagree about their rank'],
    [{ a1: [5, 2] }, 'a1 is [5,2] where the module needs [4,2]'],
    [{ b2: [2, 36] }, 'b2 is [2,36] where the module needs [2,4]'],
    [{ bm: [2, 2, 3, 3] }, 'it has a Tucker core, which no GLoRA trainer makes'],
    [{ b1: [6, 0] }, 'b1 is empty'],
    [
      { a1: [4, 20_000], a2: [20_000, 4], b1: [6, 20_000], b2: [20_000, 4] },
      'its rank is 20000, and the largest that is supported is 16384',
    ],
  ])('%j', (changes, reason) => {
    const shapes = new Map<string, readonly number[]>(Object.entries({ ...newLayout, ...changes }))
    expect(inEnglish(glora.misfit(shapes, { kind: 'weight', shape: [6, 4] }))).toBe(reason)
  })

  it('a rank that says two things about a square layer', () => {
    const shapes = new Map(Object.entries({ a1: [4, 9], a2: [9, 4], b1: [4, 9], b2: [9, 4] }))
    expect(inEnglish(glora.misfit(shapes, { kind: 'weight', shape: [4, 4] }))).toBe(
      "its rank 9 exceeds the module's width",
    )
  })

  it('a missing factor', () => {
    expect(inEnglish(glora.misfit(new Map([['a1', [4, 2]]]), { kind: 'weight', shape: [6, 4] }))).toBe(
      'a2 is missing',
    )
    expect(glora.rank(new Map([['a1', [4, 2]]]))).toBeNull()
  })
})
