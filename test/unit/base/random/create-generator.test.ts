// The generators behind the two noise sources: which bits of a seed count, and how draws follow each other.
import { describe, expect, test } from 'vitest'
import { createGenerator } from '../../../../src-main/base/random/create-generator.ts'

const upperBits = 5n << 32n

describe.each(['cpu', 'nv'] as const)('%s', (source) => {
  test('the same seed draws the same, and draws go on', () => {
    const [one, other] = [createGenerator(source, 9n), createGenerator(source, 9n)]
    const first = one.normal(100)
    expect(other.normal(100)).toEqual(first)
    expect(one.normal(100)).not.toEqual(first)
  })

  test('values are standard normal', () => {
    const count = 100_000
    const values = createGenerator(source, 2n ** 64n - 1n).normal(count)
    const mean = values.reduce((sum, value) => sum + value, 0) / count
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / count
    expect(Math.abs(mean)).toBeLessThan(0.02)
    expect(Math.abs(variance - 1)).toBeLessThan(0.02)
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.004)
  })
})

test("PyTorch's CPU generator ignores the upper half of a seed, Philox does not", () => {
  expect(createGenerator('cpu', 9n + upperBits).normal(20)).toEqual(createGenerator('cpu', 9n).normal(20))
  expect(createGenerator('nv', 9n + upperBits).normal(20)).not.toEqual(createGenerator('nv', 9n).normal(20))
})

test('the start of a long draw is that of a shorter one, in blocks of sixteen', () => {
  const long = createGenerator('cpu', 3n).normal(64)
  expect(createGenerator('cpu', 3n).normal(32)).toEqual(long.slice(0, 32))
  const twice = createGenerator('cpu', 3n)
  expect(Float32Array.of(...twice.normal(16), ...twice.normal(48))).toEqual(long)
})
