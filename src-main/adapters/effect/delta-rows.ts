// Any change of a weight row by row: two of unlike forms meet without either of them ever being whole in memory.
import type { Delta } from './delta.ts'

/** Writes one row into `target`, which has as many numbers as the weight has columns. */
export type RowFiller = (row: number, target: Float64Array) => void

export function rowsOf(delta: Delta): RowFiller {
  switch (delta.form) {
    case 'pair': {
      const { rank, rows, columns, left, right } = delta
      return (row, target) => {
        target.fill(0)
        for (let k = 0; k < rank; k++) {
          const factor = left[k * rows + row]!
          for (let i = 0, at = k * columns; i < columns; i++) target[i]! += factor * right[at++]!
        }
      }
    }
    case 'hadamard': {
      const [one, two] = [rowsOf(delta.one), rowsOf(delta.two)]
      const other = new Float64Array(delta.columns)
      return (row, target) => {
        one(row, target)
        two(row, other)
        for (let i = 0; i < other.length; i++) target[i]! *= other[i]!
      }
    }
    case 'kronecker': {
      const { outer, inner } = delta
      const small = new Float64Array(inner.columns)
      const fill = rowsOf(inner)
      return (row, target) => {
        fill(row % inner.rows, small)
        const start = Math.floor(row / inner.rows) * outer.columns
        for (let k = 0, at = 0; k < outer.columns; k++) {
          const factor = outer.values[start + k]!
          for (let i = 0; i < small.length; i++) target[at++] = factor * small[i]!
        }
      }
    }
    case 'whole': {
      const { values, columns } = delta
      return (row, target) => target.set(values.subarray(row * columns, (row + 1) * columns))
    }
  }
}
