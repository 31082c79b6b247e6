// Cayley's map from skew-symmetric matrices to rotations: R = (I + Q)(I − Q)⁻¹, in float64, once per file.
// No ONNX op inverts a matrix, so a graph is handed R.
import { AppError, invariant } from '../../base/errors.ts'

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
  if (size > largestBlock) throw new AppError('adapter/block-too-large', { size, largest: largestBlock })
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
function skewParts(given: ArrayLike<number>, count: number, size: number): Float64Array {
  const blocks = Float64Array.from(given)
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

/** R = (2·I − (I − Q))·(I − Q)⁻¹ = 2·(I − Q)⁻¹ − I. The eigenvalues of I − Q are 1 ± iλ: it is never singular. */
function cayley(q: Float64Array, size: number): Float64Array {
  const matrix = q.map((value) => -value)
  for (let i = 0; i < matrix.length; i += size + 1) matrix[i] = 1
  invert(matrix, size)
  for (let i = 0; i < matrix.length; i++) matrix[i] = 2 * at(matrix, i) - (i % (size + 1) === 0 ? 1 : 0)
  return matrix
}

/** Gauss–Jordan in place with partial pivoting: what rows were exchanged for, columns are in the end. */
function invert(matrix: Float64Array, size: number): void {
  const exchanged: number[] = []
  for (let step = 0; step < size; step++) {
    const pivot = pivotRow(matrix, step, size)
    exchanged.push(pivot)
    swapRows(matrix, pivot, step, size)
    const divisor = at(matrix, step * size + step)
    invariant(divisor !== 0, 'I − Q has an inverse')
    matrix[step * size + step] = 1
    for (let i = step * size; i < (step + 1) * size; i++) matrix[i] = at(matrix, i) / divisor
    for (let row = 0; row < size; row++) if (row !== step) eliminate(matrix, row, step, size)
  }
  for (let step = size - 1; step >= 0; step--) swapColumns(matrix, exchanged[step] ?? step, step, size)
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

function swapColumns(matrix: Float64Array, a: number, b: number, size: number): void {
  if (a === b) return
  for (let start = 0; start < matrix.length; start += size) {
    const kept = at(matrix, start + a)
    matrix[start + a] = at(matrix, start + b)
    matrix[start + b] = kept
  }
}

/** Takes a multiple of the pivot's row off another, whose entry in the pivot's column becomes the inverse's. */
function eliminate(matrix: Float64Array, row: number, pivot: number, size: number): void {
  const [target, source] = [row * size, pivot * size]
  const factor = at(matrix, target + pivot)
  if (factor === 0) return
  matrix[target + pivot] = 0
  // The one loop that takes time: nearly all of an inverse's work.
  for (let i = 0; i < size; i++) {
    matrix[target + i] = (matrix[target + i] as number) - factor * (matrix[source + i] as number)
  }
}

/** An element that is there: loops stay within the matrix. */
const at = (matrix: Float64Array, index: number): number => matrix[index] as number
