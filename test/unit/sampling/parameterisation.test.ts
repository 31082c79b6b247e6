// What a network is shown and what its output means: an exact answer gives back the clean latent.
import { describe, test } from 'vitest'
import { predictions } from '../../../src-main/sampling/parameterisation.ts'
import { expectClose, expectNear } from '../../support/close.ts'
import { tolerances } from '../../support/tolerances.ts'

const clean = Float32Array.of(0.5, -1, 2, 0)
const noise = Float32Array.of(1, 0.25, -0.75, -2)

describe.each([0.03, 1, 14.6])('at sigma %d', (sigma) => {
  const x = clean.map((value, i) => value + sigma * noise[i]!)
  const signal = predictions.epsilon.inputScale(sigma)

  test('the noise as output', () => {
    expectClose(predictions.epsilon.denoised(x, sigma, noise), clean, tolerances.samplerTrajectory)
  })

  test('the velocity as output', () => {
    const velocity = noise.map((value, i) => signal * value - sigma * signal * clean[i]!)
    expectClose(predictions.v.denoised(x, sigma, velocity), clean, tolerances.samplerTrajectory)
  })

  test('the network sees signal and noise share unit power', () => {
    const input = x.map((value) => predictions.v.inputScale(sigma) * value)
    expectClose(
      input,
      clean.map((value, i) => signal * value + sigma * signal * noise[i]!),
      tolerances.samplerTrajectory,
    )
    expectNear(signal ** 2 + (sigma * signal) ** 2, 1, tolerances.float64)
  })
})
