// LoRA against its formula, its scale in every situation, and every way of not fitting.
import { describe, expect, it } from 'vitest'
import { lora } from '../../../../src-main/adapters/kinds/lora.ts'
import { loraDelta, plus } from '../../../support/adapter-formulas.ts'
import { fromData } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { factorsOf, mergeInFloat64 } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { inEnglish } from '../../../support/said.ts'

const random = createRandom(1)
const { normal } = random

describe('the merge', () => {
  it.each([
    ['a linear layer', [6, 4], [6, 2], [2, 4], null],
    ['a linear layer from 1×1 tensors', [6, 4], [6, 2, 1, 1], [2, 4, 1, 1], null],
    ['a 1×1 convolution from matrices', [6, 4, 1, 1], [6, 2], [2, 4], null],
    ['a convolution', [6, 4, 3, 3], [6, 2, 1, 1], [2, 4, 3, 3], null],
    ['an uneven kernel', [6, 4, 3, 1], [6, 2, 1, 1], [2, 4, 3, 1], null],
    ['a Tucker core', [6, 4, 3, 3], [6, 2, 1, 1], [2, 4, 1, 1], [2, 2, 3, 3]],
    ['a Tucker core of two ranks', [6, 4, 3, 3], [6, 3, 1, 1], [2, 4, 1, 1], [3, 2, 3, 3]],
    ['a rank above the width', [2, 4], [2, 7], [7, 4], null],
  ])('of %s', (_, shape, up, down, mid) => {
    const parts = { up: normal(up), down: normal(down), ...(mid ? { mid: normal(mid) } : {}) }
    const base = normal(shape)
    const alpha = fromData([3], [1])
    const merged = mergeInFloat64(base, [{ algorithm: lora, parts: { ...parts, alpha }, weight: 0.6 }])
    const expected = plus(base, loraDelta(shape, parts), (0.6 * 3) / down[0]!)
    expectCloseInScale(merged, expected, tolerances.mergedWeight, 'merged')
  })

  it('adds a low-rank pair’s own bias to the layer’s, with the same scale', () => {
    const parts = { up: normal([6, 2]), down: normal([2, 4]), upBias: normal([6]), alpha: fromData([1], []) }
    expect(lora.changes(new Set(Object.keys(parts)))).toEqual(['weight', 'bias'])
    expect(lora.changes(new Set(['up', 'down']))).toEqual(['weight'])
    const base = normal([6])
    const merged = mergeInFloat64(base, [{ algorithm: lora, parts, weight: -0.5 }], 'bias')
    expectCloseInScale(merged, plus(base, parts.upBias, -0.25), tolerances.mergedWeight, 'bias')
  })

  it('leaves the bias to itself where the weight has DoRA', () => {
    const parts = { up: normal([6, 2]), down: normal([2, 4]), upBias: normal([6]), dora: normal([6, 1]) }
    const base = normal([6])
    const merged = mergeInFloat64(base, [{ algorithm: lora, parts, weight: 1 }], 'bias')
    expectCloseInScale(merged, plus(base, parts.upBias, 1), tolerances.mergedWeight, 'bias')
  })
})

describe('the scale', () => {
  const down = fromData(new Array(32).fill(1), [8, 4])
  it.each([
    ['α / rank', { alpha: fromData([4], []) }, 0.5],
    ['α of one element', { alpha: fromData([4], [1]) }, 0.5],
    ['no alpha', {}, 1],
    ['alpha 0', { alpha: fromData([0], []) }, 0],
    ['a scale beside alpha', { alpha: fromData([4], []), scale: fromData([0.3], []) }, Math.fround(0.3)],
  ])('with %s', (_, parts, scale) => {
    expect(lora.scale(factorsOf({ down, ...parts }))).toBe(scale)
  })

  it.each([
    [[NaN], []],
    [[1, 2], [2]],
  ])('refuses alpha %j', (data, shape) => {
    const factors = factorsOf({ down, alpha: fromData(data, shape) })
    expect(() => lora.scale(factors)).toThrow(expect.objectContaining({ code: 'adapter/bad-scalar' }))
  })
})

describe('what does not fit', () => {
  const weight = { kind: 'weight', shape: [6, 4, 3, 3] } as const
  it.each([
    [{ down: [2, 4, 3, 3] }, 'up is missing'],
    [{ up: [5, 2, 1, 1], down: [2, 4, 3, 3] }, 'up makes 5 outputs where the module has 6'],
    [{ up: [6, 2, 1, 1], down: [2, 4, 1, 1] }, 'down takes 4 inputs where the module has 36'],
    [{ up: [6, 3, 1, 1], down: [2, 4, 3, 3] }, 'up has rank 3, down 2'],
    [
      { up: [6, 2, 1, 1], down: [2, 4, 3, 3], mid: [2, 2, 3, 3] },
      'down takes 36 inputs where the module has 4',
    ],
    [
      { up: [6, 2, 1, 1], down: [2, 4, 1, 1], mid: [2, 2, 5, 5] },
      'mid is [2,2,5,5] where the module needs [2,2,3,3]',
    ],
    [{ up: [6, 0, 1, 1], down: [0, 4, 3, 3] }, 'up is empty'],
    [{ up: [6], down: [2, 4] }, 'up is [6] and down [2,4], which are not matrices'],
    [{ up: [6, 2, 1, 1], down: [2, 4, 3, 3], alpha: [2] }, 'alpha is [2], not a single number'],
    [
      { up: [6, 1_000_000], down: [1_000_000, 36] },
      'its rank is 1000000, and the largest that is supported is 16384',
    ],
    [
      { up: [6, 2, 1, 1], down: [2, 4, 3, 3], dora: [5, 1, 1, 1] },
      'its DoRA lengths are [5,1,1,1] where the module has 6 outputs and 4 inputs',
    ],
  ])('%j', (shapes, reason) => {
    expect(inEnglish(lora.misfit(new Map(Object.entries(shapes)), weight))).toBe(reason)
  })

  it('names a module that is not a layer, and a bias of another length', () => {
    const shapes = new Map([
      ['up', [6, 2]],
      ['down', [2, 1]],
      ['upBias', [5]],
    ])
    expect(inEnglish(lora.misfit(shapes, { kind: 'weight', shape: [6] }))).toContain('the module is neither')
    expect(inEnglish(lora.misfit(shapes, { kind: 'bias', shape: [6] }))).toBe(
      'upBias is [5] where the module needs 6 numbers',
    )
  })
})
