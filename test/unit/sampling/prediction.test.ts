// What a network's output means: an exact answer gives back the clean latent.
import { describe, expect, test } from 'vitest'
import { denoised, inputScale, scaledInput } from '../../../src-main/sampling/prediction.ts'
import { expectClose } from '../../support/close.ts'
import { tolerances } from '../../support/tolerances.ts'

const clean = Float32Array.of(0.5, -1, 2, 0)
const noise = Float32Array.of(1, 0.25, -0.75, -2)

describe.each([0.03, 1, 14.6])('at sigma %d', (sigma) => {
  const x = clean.map((value, i) => value + sigma * noise[i]!)
  const signal = inputScale(sigma)

  test('the noise as output', () => {
    expectClose(denoised('epsilon', x, sigma, noise), clean, tolerances.samplerTrajectory)
  })

  test('the velocity as output', () => {
    const velocity = noise.map((value, i) => signal * value - sigma * signal * clean[i]!)
    expectClose(denoised('v', x, sigma, velocity), clean, tolerances.samplerTrajectory)
  })

  test('the network sees signal and noise share unit power', () => {
    const input = scaledInput(x, sigma)
    expectClose(
      input,
      clean.map((value, i) => signal * value + sigma * signal * noise[i]!),
      tolerances.samplerTrajectory,
    )
    expect(signal ** 2 + (sigma * signal) ** 2).toBeCloseTo(1, 12)
  })
})
