// How far one tensor is from another, against what a row of the tolerance table allows.
import type { Array64 } from './array64.ts'
import type { Tolerance } from './tolerances.ts'

export function rootMeanSquare(data: ArrayLike<number>): number {
  let total = 0
  for (let index = 0; index < data.length; index++) total += data[index]! ** 2
  return Math.sqrt(total / Math.max(1, data.length))
}

/** The largest |actual − expected| as a multiple of what is allowed: abs + rel · max(|expected|, scale). */
export function worstExcess(actual: Array64, expected: Array64, { rel, abs }: Tolerance): number {
  const scale = rootMeanSquare(expected.data)
  let worst = 0
  for (let index = 0; index < expected.data.length; index++) {
    const allowed = abs + rel * Math.max(Math.abs(expected.data[index]!), scale)
    const excess = Math.abs(actual.data[index]! - expected.data[index]!) / allowed
    if (!(excess <= worst)) worst = Number.isNaN(excess) ? Infinity : excess
  }
  return worst
}
