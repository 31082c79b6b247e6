// Diagonal OFT: rotations in the plane by hand, the constraint, ready-made rotations, the rescale, the misfits.
import { describe, expect, it } from 'vitest'
import { rotations } from '../../../../src-main/adapters/kinds/cayley.ts'
import { oft } from '../../../../src-main/adapters/kinds/oft.ts'
import { oftMerged, planeRotation } from '../../../support/adapter-formulas.ts'
import { fromData, type Array64 } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { mergeInFloat64, type PartArrays } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { inEnglish } from '../../../support/said.ts'

const { normal } = createRandom(8)
const angles = [0.3, -1.2, 0.05]
/** Blocks B of which Q = B − Bᵀ holds these numbers. */
const blocks = (numbers: readonly number[]): Array64 =>
  fromData(numbers.flatMap((q) => [7, q, 0, -2]).map(Math.fround), [numbers.length, 2, 2])
const turned = (numbers: readonly number[]): number[][][] => numbers.map((q) => planeRotation(Math.fround(q)))

function expectMerged(base: Array64, parts: PartArrays, weight: number, expected: Array64): void {
  const merged = mergeInFloat64(base, [{ algorithm: oft, parts, weight }])
  const data = { shape: base.shape, data: expected.data }
  expectCloseInScale(merged, data, tolerances.mergedWeight, `merged at ${weight}`)
}

describe.each([1, 0.6, -0.5])('at %d', (m) => {
  it.each([[[6, 4]], [[6, 4, 3, 3]]])('turns rows of %j', (shape) => {
    const base = normal(shape)
    expectMerged(base, { oftBlocks: blocks(angles) }, m, oftMerged(base, turned(angles), m))
  })

  it('turns larger blocks by Rᵀ', () => {
    const [base, oftBlocks] = [normal([8, 3]), normal([2, 4, 4])]
    const r = rotations(oftBlocks.data, 2, 4, 0)
    const matrices = [0, 1].map((block) =>
      [0, 1, 2, 3].map((row) => [...r.subarray((block * 4 + row) * 4, (block * 4 + row + 1) * 4)]),
    )
    expectMerged(base, { oftBlocks }, m, oftMerged(base, matrices, m))
  })

  it('takes ready-made rotations as they are, without a limit', () => {
    const base = normal([6, 4])
    const oftDiag = fromData(turned(angles).flat(2), [3, 2, 2])
    expectMerged(base, { oftDiag, alpha: fromData([1e-6], []) }, m, oftMerged(base, turned(angles), m))
  })

  it('multiplies the whole result by its rescale', () => {
    const [base, rescale] = [normal([6, 4]), normal([6, 1])]
    const { shape, data } = oftMerged(base, turned(angles), m)
    const expected = { shape, data: data.map((value, index) => value * rescale.data[Math.floor(index / 4)]!) }
    expectMerged(base, { oftBlocks: blocks(angles), rescale }, m, expected)
  })
})

describe('alpha', () => {
  const length = Math.SQRT2 * Math.hypot(...angles)
  it('limits the length of all blocks to α·outputs', () => {
    const base = normal([6, 4])
    const alpha = length / 4 / 6
    const shorter = angles.map((q) => q / 4)
    const expected = oftMerged(base, shorter.map(planeRotation), 1)
    expectMerged(base, { oftBlocks: blocks(angles), alpha: fromData([alpha], []) }, 1, expected)
  })

  it.each([0, 10])('of %d limits nothing, and never scales', (alpha) => {
    const base = normal([6, 4])
    const expected = oftMerged(base, turned(angles), 0.6)
    expectMerged(base, { oftBlocks: blocks(angles), alpha: fromData([alpha], []) }, 0.6, expected)
  })
})

it('goes through DoRA as any other kind', () => {
  // Lengths that are those of the rotated rows change nothing.
  const base = normal([6, 4])
  const expected = oftMerged(base, turned(angles), 1)
  const rows = [0, 1, 2, 3, 4, 5].map((row) => Math.hypot(...expected.data.subarray(row * 4, row * 4 + 4)))
  expectMerged(base, { oftBlocks: blocks(angles), dora: fromData(rows, [6, 1]) }, 1, expected)
})

describe('what does not fit', () => {
  it.each([
    [{ oftBlocks: [2, 3, 2, 2] }, 'its blocks are [2,3,2,2], not square matrices'],
    [{ oftBlocks: [3, 2, 3] }, 'its blocks are [3,2,3], not square matrices'],
    [{ oftBlocks: [4, 2, 2] }, 'its blocks turn 8 outputs where the module has 6'],
    [{ oftBlocks: [3, 2, 2], oftDiag: [3, 2, 2] }, 'it has both oftBlocks and oftDiag'],
    [{ oftBlocks: [3, 2, 2], rescale: [5] }, 'rescale is [5] where the module needs 6 numbers'],
    [{ oftBlocks: [0, 2, 2] }, 'oftBlocks is empty'],
    [{}, 'its blocks are [], not square matrices'],
  ])('%j', (shapes, reason) => {
    const own = new Map(Object.entries(shapes))
    expect(inEnglish(oft.misfit(own, { kind: 'weight', shape: [6, 4] }))).toBe(reason)
  })

  it('blocks too large to invert', () => {
    const shapes = new Map([['oftBlocks', [1, 4096, 4096]]])
    expect(inEnglish(oft.misfit(shapes, { kind: 'weight', shape: [4096, 4] }))).toBe(
      'its block size is 4096, and the largest that is supported is 2048',
    )
  })
})
