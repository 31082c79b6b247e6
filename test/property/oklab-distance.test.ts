// How far apart two pictures look: nothing for the same, the same both ways, and more the further a grey goes.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { oklab, oklabDistances } from '../../src-main/files/decoding/oklab-distance.ts'
import { expectNear } from '../support/close.ts'
import { tolerances } from '../support/tolerances.ts'

const colour = fc.uint8Array({ minLength: 3, maxLength: 3 })
const pictures = fc
  .integer({ min: 1, max: 20 })
  .chain((places) =>
    fc.tuple(...[0, 1].map(() => fc.uint8Array({ minLength: 3 * places, maxLength: 3 * places }))),
  )
const between = (one: Uint8Array, other: Uint8Array): number => oklabDistances(one, other)[0]!

test('the same picture is nowhere different, and two differ as much either way', () => {
  fc.assert(
    fc.property(pictures, ([one, other]) => {
      expect(Math.max(...oklabDistances(one!, one!))).toBe(0)
      expect(oklabDistances(one!, other!)).toEqual(oklabDistances(other!, one!))
    }),
  )
})

test('other colours are apart, and never further than by way of a third', () => {
  fc.assert(
    fc.property(colour, colour, colour, (one, other, third) => {
      const apart = between(one, other)
      expect(apart > 0).toBe(one.some((value, at) => value !== other[at]))
      expect(apart).toBeLessThanOrEqual((between(one, third) + between(third, other)) * (1 + 2 ** -20))
    }),
  )
})

test('the lighter one grey becomes, the further it is from a darker one', () => {
  const grey = (value: number): Uint8Array => Uint8Array.of(value, value, value)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 254 }), (from) => {
      const steps = Array.from({ length: 256 - from }, (_, at) => between(grey(from), grey(from + at)))
      steps.slice(1).forEach((distance, at) => expect(distance).toBeGreaterThan(steps[at]!))
    }),
    { numRuns: 20 },
  )
})

test('white is at 1, and primary colours are where the paper has them', () => {
  const near = (found: readonly number[], wished: readonly number[]): void =>
    found.forEach((value, at) => expectNear(value, wished[at]!, tolerances.oklab))
  near(oklab(255, 255, 255), [1, 0, 0])
  near(oklab(255, 0, 0), [0.627_955, 0.224_863, 0.125_846])
  near(oklab(0, 0, 255), [0.452_014, -0.032_457, -0.311_528])
})
