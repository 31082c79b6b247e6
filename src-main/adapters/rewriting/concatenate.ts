// The exact sum of low-rank changes: their factors side by side, so that ranks add.
import { invariant } from '../../base/errors.ts'
import type { Factors } from '../kinds/algorithm.ts'
import type { Pair } from './low-rank-factors.ts'
import { matrixShape } from '../kinds/matrix.ts'

/** The pair of a LoRA's factors; a Tucker core is multiplied into `down`, which keeps the rank of `up`. */
export function pairOf(factors: Factors, shape: readonly number[]): Pair {
  const [up, down, mid] = [factors.get('up'), factors.get('down'), factors.get('mid')]
  invariant(up && down, 'a LoRA has up and down')
  const [rows, columns] = matrixShape(shape)
  const rank = matrixShape(up.shape)[1]
  if (mid === undefined) return { rows, columns, rank, up: up.data, down: down.data }
  const inner = matrixShape(down.shape)[0]
  const inputs = shape[1] ?? 1
  const window = columns / inputs
  const wide = new Float64Array(rank * columns)
  for (let p = 0; p < rank; p++)
    for (let q = 0; q < inner; q++)
      for (let pixel = 0; pixel < window; pixel++) {
        const core = mid.data[(p * inner + q) * window + pixel]!
        if (core === 0) continue
        for (let input = 0; input < inputs; input++)
          wide[p * columns + input * window + pixel]! += core * down.data[q * inputs + input]!
      }
  return { rows, columns, rank, up: up.data, down: Float32Array.from(wide) }
}

/** Σ amount · up · down of changes of one weight; `up` takes the amounts. */
export function concatenatePairs(parts: readonly { readonly pair: Pair; readonly amount: number }[]): Pair {
  const [first] = parts
  invariant(first, 'a sum has parts')
  const { rows, columns } = first.pair
  const rank = parts.reduce((sum, { pair }) => sum + pair.rank, 0)
  const up = new Float32Array(rows * rank)
  const down = new Float32Array(rank * columns)
  let start = 0
  for (const { pair, amount } of parts) {
    for (let row = 0; row < rows; row++)
      for (let index = 0; index < pair.rank; index++)
        up[row * rank + start + index] = amount * pair.up[row * pair.rank + index]!
    down.set(pair.down, start * columns)
    start += pair.rank
  }
  return { rows, columns, rank, up, down }
}
