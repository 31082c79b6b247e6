// Cayley's map from skew-symmetric matrices to rotations: R = (I + Q)(I − Q)⁻¹, in float64, once per file.
// No ONNX op inverts a matrix, so a graph is handed R.
import { AppError, invariant } from '../base/errors.ts'

/** Beyond it one inverse takes the better part of a minute; trained blocks have 2 to 640 rows. */
export const largestBlock = 2048

/**
 * R of every block, row-major. `blocks` holds `count` matrices B of `size` × `size`, and Q = B − Bᵀ.
 * `constraint` > 0 limits ‖Q‖ over all blocks together.
 */
export function rotations(
  blocks: ArrayLike<number>,
  count: number,
  size: number,
  constraint: number,
): Float64Array {
  invariant(blocks.length === count * size * size, 'blocks are square')
  if (size > largestBlock)
    throw new AppError('adapter/block-too-large', `Its rotations are of ${size} dimensions.`, {
      hint: `Rotations of up to ${largestBlock} dimensions are supported.`,
    })
  const skew = skewParts(blocks, count, size)
  const amount = constraint > 0 ? constrained(skew, constraint) : 1
  const area = size * size
  const rotated = new Float64Array(blocks.length)
  for (let block = 0; block < count; block++) {
    const q = skew.subarray(block * area, (block + 1) * area).map((value) => value * amount)
    rotated.set(cayley(q, size), block * area)
  }
  return rotated
}

/** B − Bᵀ. */
function skewParts(blocks: ArrayLike<number>, count: number, size: number): Float64Array {
  const skew = new Float64Array(blocks.length)
  for (let start = 0; start < count * size * size; start += size * size)
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++)
        skew[start + row * size + column] =
          at(blocks, start + row * size + column) - at(blocks, start + column * size + row)
  return skew
}

/** By how much Q shrinks: (min(‖Q‖, c) + 1e-8) / (‖Q‖ + 1e-8), LyCORIS modules/diag_oft.py. */
function constrained(skew: Float64Array, limit: number): number {
  const length = Math.sqrt(skew.reduce((sum, value) => sum + value * value, 0))
  return (Math.min(length, limit) + 1e-8) / (length + 1e-8)
}

/**
 * R solves (I − Q)ᵀ Rᵀ = (I + Q)ᵀ, and Q is skew-symmetric, so (I + Q) X = (I − Q) with R = Xᵀ.
 * Gauss–Jordan with partial pivoting; the eigenvalues of I + Q are 1 ± iλ, so it is never singular.
 */
function cayley(q: Float64Array, size: number): Float64Array {
  const left = q.slice()
  const right = q.map((value) => -value)
  for (let i = 0; i < size; i++) {
    left[i * size + i] = at(left, i * size + i) + 1
    right[i * size + i] = at(right, i * size + i) + 1
  }
  for (let column = 0; column < size; column++) {
    const pivot = pivotRow(left, column, size)
    invariant(at(left, pivot * size + column) !== 0, 'I + Q has an inverse')
    swapRows(left, pivot, column, size)
    swapRows(right, pivot, column, size)
    divideRow(left, right, column, size)
    for (let row = 0; row < size; row++) if (row !== column) eliminate(left, right, row, column, size)
  }
  return transposed(right, size)
}

function pivotRow(matrix: Float64Array, column: number, size: number): number {
  let best = column
  for (let row = column + 1; row < size; row++)
    if (Math.abs(at(matrix, row * size + column)) > Math.abs(at(matrix, best * size + column))) best = row
  return best
}

function swapRows(matrix: Float64Array, a: number, b: number, size: number): void {
  if (a === b) return
  const kept = matrix.slice(a * size, (a + 1) * size)
  matrix.copyWithin(a * size, b * size, (b + 1) * size)
  matrix.set(kept, b * size)
}

function divideRow(left: Float64Array, right: Float64Array, row: number, size: number): void {
  const divisor = at(left, row * size + row)
  for (let i = row * size; i < (row + 1) * size; i++) {
    left[i] = at(left, i) / divisor
    right[i] = at(right, i) / divisor
  }
}

/** Takes the pivot's row off another; what lies left of the pivot is zero already. */
function eliminate(left: Float64Array, right: Float64Array, row: number, pivot: number, size: number): void {
  const factor = at(left, row * size + pivot)
  if (factor === 0) return
  const [target, source] = [row * size, pivot * size]
  for (let i = pivot; i < size; i++) left[target + i] = at(left, target + i) - factor * at(left, source + i)
  for (let i = 0; i < size; i++) right[target + i] = at(right, target + i) - factor * at(right, source + i)
}

function transposed(matrix: Float64Array, size: number): Float64Array {
  const result = new Float64Array(matrix.length)
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      result[column * size + row] = at(matrix, row * size + column)
  return result
}

/** An element that is there: loops stay within the matrix. */
const at = (values: ArrayLike<number>, index: number): number => values[index] as number
