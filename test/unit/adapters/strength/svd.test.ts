// Factorizations against what defines them: the product, right angles, order; and matrices that break naive ones.
import { describe, expect, it } from 'vitest'
import {
  dot,
  product,
  scale,
  transposed,
  type Columns,
} from '../../../../src-main/adapters/strength/columns.ts'
import { qr } from '../../../../src-main/adapters/strength/qr.ts'
import { svd } from '../../../../src-main/adapters/strength/svd.ts'
import { expectClose } from '../../../support/close.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'

const tolerance = tolerances.factorization

function random(rows: number, columns: number, seed = 1): Float64Array[] {
  const source = createRandom(seed)
  return Array.from({ length: columns }, () => source.normal([rows]).data.slice())
}

const lowRank = (rows: number, columns: number, rank: number): Float64Array[] =>
  product(random(rows, rank, 2), random(rank, columns, 3))

const repeated = qr(random(7, 7, 4)).q.map((column) => column.map((value) => 3 * value))

const cases: Record<string, Columns> = {
  square: random(12, 12),
  tall: random(40, 9),
  wide: random(6, 31),
  'one row': random(1, 17),
  'one column': random(17, 1),
  'one number': [Float64Array.of(-2)],
  zero: Array.from({ length: 4 }, () => new Float64Array(6)),
  'rank 3 of 20': lowRank(25, 20, 3),
  'equal singular values': repeated,
  'a column twice': [...random(9, 3), random(9, 3)[0]!],
  'large and tiny': random(10, 5).map((column, index) => column.map((value) => value * 10 ** (-3 * index))),
}

const largest = (matrix: Columns): number => svd(matrix).s[0] ?? 0

function expectProduct(actual: Columns, expected: Columns): void {
  const unit = largest(expected) || 1
  for (const [index, column] of expected.entries())
    expectClose(
      actual[index]!.map((value) => value / unit),
      column.map((value) => value / unit),
      tolerance,
      `column ${index}`,
    )
}

function expectOrthonormal(matrix: Columns, label: string): void {
  for (const [index, a] of matrix.entries())
    expectClose(
      matrix.map((b) => dot(a, b)),
      matrix.map((_, other) => (other === index ? 1 : 0)),
      tolerance,
      label,
    )
}

describe.each(Object.entries(cases))('%s', (_, matrix) => {
  const least = Math.min(matrix.length, matrix[0]!.length)

  it('QR', () => {
    const { q, r } = qr(matrix)
    expect(q).toHaveLength(least)
    expectOrthonormal(q, 'q')
    expectProduct(product(q, r), matrix)
    for (const [column, values] of r.entries())
      for (let row = column + 1; row < least; row++) expect(values[row]).toBe(0)
  })

  it('singular values', () => {
    const { u, s, v } = svd(matrix)
    expect(s).toHaveLength(least)
    expect(s.every((value, index) => value >= 0 && value <= (s[index - 1] ?? Infinity))).toBe(true)
    expectOrthonormal(u, 'u')
    expectOrthonormal(v, 'v')
    const scaled = u.map((column, index) => {
      const copy = column.slice()
      scale(copy, s[index]!)
      return copy
    })
    expectProduct(product(scaled, transposed(v)), matrix)
  })
})

it('knows the singular values of known matrices', () => {
  expectClose(svd([Float64Array.of(3, 4), Float64Array.of(0, 5)]).s, [Math.sqrt(45), Math.sqrt(5)], tolerance)
  expectClose(svd(repeated).s, Array<number>(7).fill(3), tolerance)
  expect([...svd(lowRank(25, 20, 3)).s].filter((value) => value > tolerance.abs)).toHaveLength(3)
  // Small columns keep their relative accuracy beside large ones.
  const graded = svd([Float64Array.of(1e8, 0, 0), Float64Array.of(0, 1, 0), Float64Array.of(0, 0, 1e-6)]).s
  expect([...graded]).toEqual([1e8, 1, 1e-6])
})
