// Cayley's map gives rotations that solve their equation, whatever the size and however large the numbers.
import { describe, expect, it } from 'vitest'
import { largestBlock, rotations } from '../../../../src-main/adapters/kinds/cayley.ts'
import { planeRotation } from '../../../support/adapter-formulas.ts'
import { expectClose } from '../../../support/close.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'

type Matrix = number[][]

const matrix = (data: ArrayLike<number>, size: number, block = 0): Matrix =>
  Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => data[(block * size + row) * size + column]!),
  )
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, column) => row.reduce((sum, value, k) => sum + value * b[k]![column]!, 0)))
const transpose = (a: Matrix): Matrix => a.map((_, row) => a.map((line) => line[row]!))
const identityPlus = (a: Matrix, sign: 1 | -1): Matrix =>
  a.map((row, i) => row.map((value, j) => (i === j ? 1 : 0) + sign * value))
const skew = (b: Matrix): Matrix => b.map((row, i) => row.map((value, j) => value - b[j]![i]!))

describe('rotations', () => {
  it.each([1, 2, 3, 8, 33])(
    'solves R·(I − Q) = I + Q and turns without stretching, %i dimensions',
    (size) => {
      const random = createRandom(size)
      const { data } = random.normal([3, size, size])
      const turned = rotations(data, 3, size, 0)
      for (let block = 0; block < 3; block++) {
        const [q, r] = [skew(matrix(data, size, block)), matrix(turned, size, block)]
        const identity = identityPlus(
          r.map((row) => row.map(() => 0)),
          1,
        )
        expectClose(
          times(r, identityPlus(q, -1)).flat(),
          identityPlus(q, 1).flat(),
          tolerances.rotation,
          'R(I − Q)',
        )
        expectClose(times(transpose(r), r).flat(), identity.flat(), tolerances.rotation, 'RᵀR')
      }
    },
  )

  it.each([0, 1e-6, 0.3, -2, 50])('is the closed form in the plane, q = %d', (q) => {
    const r = rotations([0, q, 0, 0], 1, 2, 0)
    expectClose(r, planeRotation(q).flat(), tolerances.rotation)
  })

  it('exchanges rows where the diagonal is not the largest', () => {
    const r = matrix(rotations([0, 1e9, 0, 0], 1, 2, 0), 2)
    expectClose(times(transpose(r), r).flat(), [1, 0, 0, 1], tolerances.rotation)
  })

  it('limits the length of all blocks together', () => {
    const blocks = [0, 3, 0, 0, 0, 4, 0, 0]
    // ‖Q‖ = √2·√(3² + 4²), and a limit of half of it halves both.
    const half = rotations(blocks, 2, 2, Math.SQRT2 * 2.5)
    expectClose(
      half,
      [1.5, 2].flatMap((q) => planeRotation(q).flat()),
      tolerances.limitedRotation,
    )
    expect([...rotations(blocks, 2, 2, 100)]).toEqual([...rotations(blocks, 2, 2, 0)])
  })

  it('refuses blocks that would take minutes', () => {
    const size = largestBlock + 1
    const blocks = { length: size * size }
    expect(() => rotations(blocks as ArrayLike<number>, 1, size, 0)).toThrow(
      expect.objectContaining({ code: 'adapter/block-too-large' }),
    )
  })
})
