// Products of a matrix with itself: ‖A·B‖ follows from two of them without the product ever being made.
import { transposed } from '../../base/transpose.ts'

/**
 * `values` [rows, columns] row-major → A·Aᵀ [rows, rows] in float64, or Aᵀ·A [columns, columns] for `of` columns.
 * The heart of the block profile's work, so that a place with faster arithmetic can hand in its own.
 */
export type Gram = (
  values: Float32Array,
  rows: number,
  columns: number,
  of: 'rows' | 'columns',
) => Float64Array

export const plainGram: Gram = (values, rows, columns, of) =>
  of === 'rows'
    ? gramOfRows(values, rows, columns)
    : gramOfRows(transposed(values, rows, columns), columns, rows)

function gramOfRows(values: Float32Array, rows: number, columns: number): Float64Array {
  const product = new Float64Array(rows * rows)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = 0, a = i * columns, b = j * columns; k < columns; k++) sum += values[a++]! * values[b++]!
      product[i * rows + j] = sum
      product[j * rows + i] = sum
    }
  }
  return product
}

/** Σ aᵢ·bᵢ; for Gram matrices G(A) and G(B) the trace of their product. */
export function innerProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

export function sumOfSquares(values: Float32Array): number {
  let sum = 0
  for (const value of values) sum += value * value
  return sum
}
