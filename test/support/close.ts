// Compares numbers under a row of the tolerance table and says where they differ most.
import { expect } from 'vitest'
import type { Tolerance } from './tolerances.ts'

export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { rel, abs }: Tolerance,
  label = 'values',
): void {
  expect(actual.length, `${label}: length`).toBe(expected.length)
  let worst = { excess: 0, index: -1 }
  for (let index = 0; index < expected.length; index++) {
    const error = Math.abs(actual[index]! - expected[index]!)
    const excess = error - (abs + rel * Math.abs(expected[index]!))
    if (!(excess <= worst.excess)) worst = { excess: Number.isNaN(excess) ? Infinity : excess, index }
  }
  const { index } = worst
  expect(index, `${label}[${index}] is ${actual[index]}, expected ${expected[index]}`).toBe(-1)
}

/** One number. */
export function expectNear(actual: number, expected: number, tolerance: Tolerance, label = 'value'): void {
  expectClose([actual], [expected], tolerance, label)
}
