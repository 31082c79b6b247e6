// QR by Householder reflections: an orthonormal basis of a matrix's columns,
// exact also where they depend on each other.
// Golub and Van Loan, Matrix Computations, algorithm 5.2.1.
import { addScaled, dot, type Columns } from './columns.ts'

/** A = Q·R with k = min(rows, columns). */
export type Qr = {
  /** [rows, k], orthonormal. */
  readonly q: Columns
  /** [k, columns], zeros below the diagonal. */
  readonly r: Columns
}

export function qr(matrix: Columns): Qr {
  const rows = matrix[0]?.length ?? 0
  const k = Math.min(rows, matrix.length)
  const work = matrix.map((column) => column.slice())
  const reflections: (Reflection | null)[] = []
  for (let step = 0; step < k; step++) {
    const reflection = reflectionOf(work[step]!.subarray(step))
    reflections.push(reflection)
    if (reflection !== null) for (const column of work.slice(step)) reflect(reflection, column.subarray(step))
  }
  const q = Array.from({ length: k }, (_, index) => {
    const column = new Float64Array(rows)
    column[index] = 1
    for (let step = Math.min(index, k - 1); step >= 0; step--) {
      const reflection = reflections[step]
      if (reflection) reflect(reflection, column.subarray(step))
    }
    return column
  })
  const r = work.map((column, index) => {
    const values = column.slice(0, k)
    return values.fill(0, Math.min(index + 1, k))
  })
  return { q, r }
}

/** I − beta·v·vᵀ. */
type Reflection = { readonly v: Float64Array; readonly beta: number }

/** Turns the column onto the first axis; null for a column of zeros. */
function reflectionOf(column: Float64Array): Reflection | null {
  const length = Math.sqrt(dot(column, column))
  if (length === 0) return null
  const v = column.slice()
  // Away from the column, so that nothing cancels.
  v[0]! += v[0]! >= 0 ? length : -length
  return { v, beta: 2 / dot(v, v) }
}

function reflect({ v, beta }: Reflection, column: Float64Array): void {
  addScaled(column, v, -beta * dot(v, column))
}
