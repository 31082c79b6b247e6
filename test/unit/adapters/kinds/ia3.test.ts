// IA³ on either side of linear layers and convolutions; the value of `on_input` decides, also where out = in.
import { describe, expect, it } from 'vitest'
import { ia3 } from '../../../../src-main/adapters/kinds/ia3.ts'
import { elementOf, fromData, tabulate, type Array64 } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { factorsOf, mergeInFloat64 } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { inEnglish } from '../../../support/said.ts'

const { normal } = createRandom(6)
const parts = (vector: Array64, onInput: number) => ({ ia3: vector, onInput: fromData([onInput], []) })

describe('the merge', () => {
  it.each([
    ['outputs', 0, [6, 4], [6]],
    ['inputs', 1, [6, 4], [1, 4]],
    ['outputs of a square layer', 0, [4, 4], [4]],
    ['inputs of a square layer', 1, [4, 4], [4]],
    ['outputs of a convolution', 0, [6, 4, 3, 3], [6, 1, 1, 1]],
    ['inputs of a convolution', 1, [6, 4, 3, 3], [1, 4, 1, 1]],
  ])('scales %s', (_, onInput, shape, vectorShape) => {
    const [base, vector] = [normal(shape), normal(vectorShape)]
    const merged = mergeInFloat64(base, [{ algorithm: ia3, parts: parts(vector, onInput), weight: 0.6 }])
    const expected = tabulate(
      shape,
      (index) => elementOf(base, index) * (1 + 0.6 * vector.data[index[onInput]!]!),
    )
    expectCloseInScale(merged, expected, tolerances.mergedWeight, 'merged')
  })

  it('sees what came before', () => {
    expect(ia3.linear(new Set(['ia3', 'onInput']))).toBe(false)
  })
})

describe('what does not fit', () => {
  it('a vector for neither side', () => {
    const shapes = new Map([
      ['ia3', [5]],
      ['onInput', []],
    ])
    expect(inEnglish(ia3.misfit(shapes, { kind: 'weight', shape: [6, 4] }))).toBe(
      'its vector has 5 numbers where the module has 6 outputs and 4 inputs',
    )
  })

  it('a vector for the other side', () => {
    const prepare = () => ia3.prepare!(factorsOf(parts(normal([6]), 1)), { kind: 'weight', shape: [6, 4] })
    expect(prepare).toThrow(expect.objectContaining({ code: 'adapter/bad-ia3' }))
  })
})
