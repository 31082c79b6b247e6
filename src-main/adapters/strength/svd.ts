// Singular values by one-sided Jacobi rotations in float64: slow for large matrices, accurate for every one.
// Hestenes 1958; Demmel and Veselić 1992.
import { addScaled, dot, product, scale, transposed, type Columns } from './columns.ts'
import { qr } from './qr.ts'

/** A = U·diag(s)·Vᵀ with k = min(rows, columns). */
export type Svd = {
  /** [rows, k], orthonormal. */
  readonly u: Columns
  /** [k], falling, from 0 up. */
  readonly s: Float64Array
  /** [columns, k], orthonormal. */
  readonly v: Columns
}

const mostSweeps = 60
/** Columns are at right angles when the cosine between them is this small. */
const rightAngle = 1e-14
/** Singular values this small against the largest are rounding errors of zero. */
const negligible = 1e-15

export function svd(matrix: Columns): Svd {
  const rows = matrix[0]?.length ?? 0
  if (rows < matrix.length) {
    const { u, s, v } = svd(transposed(matrix))
    return { u: v, s, v: u }
  }
  // R is small and square, and its rows are closer to right angles than the matrix's columns.
  const { q, r } = qr(matrix)
  const lower = transposed(r)
  const { rotated, rotation } = rotate(lower)
  const lengths = rotated.map((column) => Math.sqrt(dot(column, column)))
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b]! - lengths[a]!)
  const largest = lengths[order[0] ?? 0] ?? 0
  const s = Float64Array.from(order, (index) => {
    const length = lengths[index]!
    return length > negligible * largest ? length : 0
  })
  // Rᵀ = X·diag(s)·Yᵀ, so that A = (Q·Y)·diag(s)·Xᵀ.
  const x = completed(
    order.map((index, place) => {
      const column = rotated[index]!.slice()
      if (s[place]! > 0) scale(column, 1 / lengths[index]!)
      return s[place]! > 0 ? column : null
    }),
    lower[0]?.length ?? 0,
  )
  return {
    u: product(
      q,
      order.map((index) => rotation[index]!),
    ),
    s,
    v: x,
  }
}

/** Turns pairs of columns until all are at right angles: rotated = matrix · rotation. */
function rotate(matrix: Columns): { rotated: Float64Array[]; rotation: Float64Array[] } {
  const rotated = matrix.map((column) => column.slice())
  const rotation = matrix.map((_, index) => {
    const column = new Float64Array(matrix.length)
    column[index] = 1
    return column
  })
  const noise = negligible ** 2 * rotated.reduce((sum, column) => sum + dot(column, column), 0)
  for (let sweep = 0, turned = true; turned && sweep < mostSweeps; sweep++) {
    turned = false
    for (let p = 0; p < rotated.length - 1; p++)
      for (let q = p + 1; q < rotated.length; q++) {
        const [a, b] = [rotated[p]!, rotated[q]!]
        const [alpha, beta, gamma] = [dot(a, a), dot(b, b), dot(a, b)]
        if (Math.abs(gamma) <= Math.max(noise, rightAngle * Math.sqrt(alpha * beta))) continue
        turned = true
        const zeta = (beta - alpha) / (2 * gamma)
        const tangent = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta))
        const cosine = 1 / Math.hypot(1, tangent)
        turn(a, b, cosine, cosine * tangent)
        turn(rotation[p]!, rotation[q]!, cosine, cosine * tangent)
      }
  }
  return { rotated, rotation }
}

function turn(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [a[index]!, b[index]!]
    a[index] = cosine * x - sine * y
    b[index] = sine * x + cosine * y
  }
}

/** Directions of singular value zero are any that complete an orthonormal basis. */
function completed(columns: readonly (Float64Array | null)[], rows: number): Float64Array[] {
  const basis = columns.filter((column) => column !== null)
  let axis = 0
  return columns.map((column) => {
    if (column !== null) return column
    for (; axis < rows; axis++) {
      const candidate = new Float64Array(rows)
      candidate[axis] = 1
      // Once more, because the first time leaves rounding errors.
      for (let pass = 0; pass < 2; pass++)
        for (const known of basis) addScaled(candidate, known, -dot(known, candidate))
      const length = Math.sqrt(dot(candidate, candidate))
      if (length * length * 4 * rows < 1) continue
      scale(candidate, 1 / length)
      basis.push(candidate)
      axis++
      return candidate
    }
    return new Float64Array(rows)
  })
}
