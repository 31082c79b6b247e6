// The inverse of the incomplete beta function, where it has a closed form.
import { test } from 'vitest'
import { inverseSymmetricBeta } from '../../../src-main/sampling/symmetric-beta.ts'
import { expectNear } from '../../support/close.ts'
import { tolerances } from '../../support/tolerances.ts'

const probabilities = [0, 0.001, 0.1, 0.3, 0.5, 0.8, 0.999, 1]

test('a = 1 is the uniform distribution', () => {
  for (const p of probabilities) expectNear(inverseSymmetricBeta(p, 1), p, tolerances.float64)
})

test('a = 1/2 is the arcsine distribution', () => {
  for (const p of probabilities) {
    expectNear(inverseSymmetricBeta(p, 0.5), Math.sin((Math.PI * p) / 2) ** 2, tolerances.float64)
  }
})

test('a = 2 solves 3x² − 2x³ = p', () => {
  for (const p of probabilities) {
    const x = inverseSymmetricBeta(p, 2)
    expectNear(3 * x ** 2 - 2 * x ** 3, p, tolerances.float64)
  }
})
