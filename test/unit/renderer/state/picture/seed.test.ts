import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  largestSeed,
  randomSeed,
  readSeed,
  readSeedField,
  stepSeed,
} from '../../../../../src-renderer/state/picture/seed.ts'

const anySeed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)

test.each([
  ['0', '0'],
  ['42', '42'],
  ['0042', '42'],
  ['3 141 592 653', '3141592653'],
  ['18446744073709551615', largestSeed],
  // One more than a double can count exactly.
  ['9007199254740993', '9007199254740993'],
])('%s is read as %s', (text, seed) => expect(readSeed(text)).toBe(seed))

test.each(['', '-1', '1.5', '1e5', 'random', '18446744073709551616', '999999999999999999999'])(
  '%j is no seed',
  (text) => expect(readSeed(text)).toBeNull(),
)

test('every seed is read exactly', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      expect(readSeed(seed)).toBe(seed)
    }),
  )
})

test('a step and its opposite cancel, also over the ends', () => {
  fc.assert(
    fc.property(anySeed, fc.bigInt({ min: -100n, max: 100n }), (seed, by) => {
      expect(stepSeed(stepSeed(seed, by), -by)).toBe(seed)
    }),
  )
  expect(stepSeed(largestSeed, 1n)).toBe('0')
  expect(stepSeed('0', -1n)).toBe(largestSeed)
})

test('random seeds are seeds and differ', () => {
  const seeds = Array.from({ length: 20 }, randomSeed)
  for (const seed of seeds) expect(readSeed(seed)).toBe(seed)
  expect(new Set(seeds).size).toBeGreaterThan(15)
})

test.each(['', '  ', '-1', ' -1 ', '−1', '- 1'])('%j in the field is random', (text) =>
  expect(readSeedField(text)).toBeNull(),
)
test.each(['-', '-2', 'seed', '18446744073709551616'])('%j in the field is a problem', (text) =>
  expect(readSeedField(text)).toBeUndefined(),
)
