// Made-up tensors for tests, the same for the same seed.
import { sizeOf, type Array64 } from './array64.ts'

export type Random = {
  /** In [0, 1). */
  uniform(): number
  /** A whole number, both ends included. */
  pick(low: number, high: number): number
  /** Normally distributed, already rounded to float32 so that every dtype path starts from the same numbers. */
  normal(shape: readonly number[]): Array64
  /** In [low, high), rounded to float32. */
  between(shape: readonly number[], low: number, high: number): Array64
  /** Whole numbers below `end`. */
  integers(shape: readonly number[], end: number): Array64
}

export function createRandom(seed: number): Random {
  // Marsaglia 2003, xorshift32.
  let state = Math.imul(seed + 1, 0x9e3779b9) | 1
  const uniform = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  for (let warmUp = 0; warmUp < 8; warmUp++) uniform()
  const fill = (shape: readonly number[], next: () => number): Array64 => ({
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, next),
  })
  const gauss = (): number =>
    Math.fround(Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()))
  return {
    uniform,
    pick: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    normal: (shape) => fill(shape, gauss),
    between: (shape, low, high) => fill(shape, () => Math.fround(low + (high - low) * uniform())),
    integers: (shape, end) => fill(shape, () => Math.floor(uniform() * end)),
  }
}
