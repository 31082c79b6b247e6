// Compares tensors whose elements are sums: what matters is the error against the tensor's own scale.
import { expect } from 'vitest'
import { worstExcess } from './array-error.ts'
import type { Array64 } from './array64.ts'
import type { Tolerance } from './tolerances.ts'

/** Passes when no element is off by more than abs + rel · max(|expected|, root mean square of expected). */
export function expectCloseInScale(
  actual: Array64 | undefined,
  expected: Array64 | undefined,
  tolerance: Tolerance,
  label: string,
): void {
  if (!actual || !expected) throw new Error(`${label}: no such output`)
  expect(actual.shape, `${label}: shape`).toEqual(expected.shape)
  expect(worstExcess(actual, expected, tolerance), `${label}: error / allowed error`).toBeLessThanOrEqual(1)
}

/** Root mean square of the difference, in units of that of `expected`. */
export function relativeRms(actual: Float32Array, expected: Float32Array): number {
  const squares = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0)
  return Math.sqrt(squares(actual.map((value, at) => value - (expected[at] ?? NaN))) / squares(expected))
}
