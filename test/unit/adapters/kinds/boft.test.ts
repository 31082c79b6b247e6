// BOFT: stages in plain loops, the slider within every stage, the rescale, the misfits.
import { describe, expect, it } from 'vitest'
import { boft } from '../../../../src-main/adapters/kinds/boft.ts'
import { rotations } from '../../../../src-main/adapters/kinds/cayley.ts'
import { boftMerged } from '../../../support/adapter-formulas.ts'
import { fromData, type Array64 } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { mergeInFloat64, type PartArrays } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { inEnglish } from '../../../support/said.ts'

const { normal } = createRandom(9)

/** R of [stages, blocks, size, size] as nested lists. */
function stagesOf({ data, shape }: Array64, limit = 0): number[][][][] {
  const [stages, count, size] = shape as [number, number, number]
  const r = rotations(data, stages * count, size, limit)
  const range = (length: number) => Array.from({ length }, (_, index) => index)
  return range(stages).map((stage) =>
    range(count).map((block) =>
      range(size).map((row) => {
        const start = ((stage * count + block) * size + row) * size
        return [...r.subarray(start, start + size)]
      }),
    ),
  )
}

function expectMerged(base: Array64, parts: PartArrays, weight: number, expected: Array64): void {
  const merged = mergeInFloat64(base, [{ algorithm: boft, parts, weight }])
  const data = { shape: base.shape, data: expected.data }
  expectCloseInScale(merged, data, tolerances.mergedWeight, `merged at ${weight}`)
}

describe.each([1, 0.6, -0.5])('at %d', (m) => {
  it.each([
    [
      [8, 3],
      [3, 4, 2, 2],
    ],
    [
      [16, 2, 3, 3],
      [3, 4, 4, 4],
    ],
    [
      [8, 3],
      [1, 4, 2, 2],
    ],
    [
      [12, 3],
      [1, 3, 4, 4],
    ],
  ])('turns %j with %j', (shape, blocksShape) => {
    const [base, oftBlocks] = [normal(shape), normal(blocksShape)]
    expectMerged(base, { oftBlocks }, m, boftMerged(base, stagesOf(oftBlocks), m))
  })

  it('rescales the whole result', () => {
    const [base, oftBlocks, rescale] = [normal([8, 3]), normal([2, 4, 2, 2]), normal([8, 1])]
    const { shape, data } = boftMerged(base, stagesOf(oftBlocks), m)
    const expected = { shape, data: data.map((value, index) => value * rescale.data[Math.floor(index / 3)]!) }
    expectMerged(base, { oftBlocks, rescale }, m, expected)
  })
})

it('limits all stages together', () => {
  const [base, oftBlocks] = [normal([8, 3]), normal([2, 4, 2, 2])]
  const alpha = Math.fround(0.05)
  const expected = boftMerged(base, stagesOf(oftBlocks, alpha * 8), 1)
  expectMerged(base, { oftBlocks, alpha: fromData([alpha], []) }, 1, expected)
})

it.each([
  [[3, 4, 2], 'its blocks are [3,4,2], not stages of square matrices'],
  [[2, 3, 2, 2], 'its blocks turn 6 outputs where the module has 8'],
  [[4, 4, 2, 2], 'its 4 stages do not divide 8 outputs'],
  [[1000, 4, 2, 2], 'its 1000 stages do not divide 8 outputs'],
  [[2, 8, 1, 1], 'its block size 1 is odd'],
  [[0, 4, 2, 2], 'oftBlocks is empty'],
])('%j does not fit', (blocks, reason) => {
  expect(inEnglish(boft.misfit(new Map([['oftBlocks', blocks]]), { kind: 'weight', shape: [8, 3] }))).toBe(
    reason,
  )
})
