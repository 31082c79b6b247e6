// DPM-Solver++ (2M) for the stochastic equation: multistep of second order with Brownian-tree noise.
import { addInPlace, blend } from '../latent.ts'
import { levels } from '../levels.ts'
import type { Sampler } from '../sampler.ts'

export type Dpmpp2mSdeOptions = {
  /** Share of fresh noise; 0 is DPM-Solver++ (2M). */
  eta?: number
  /** How the difference to the step before is weighted. */
  solver?: 'midpoint' | 'heun'
}

export function createDpmpp2mSde({ eta = 1, solver = 'midpoint' }: Dpmpp2mSdeOptions = {}): Sampler {
  return async function* dpmpp2mSde(input) {
    let { x } = input
    let previous: { denoised: Float32Array; h: number } | undefined
    for (const { index, steps, sigma, next } of levels(input)) {
      const denoised = await input.denoise(x, sigma)
      if (next === 0) {
        x = denoised
      } else {
        const h = Math.log(sigma / next)
        const q = h * (1 + eta)
        const gain = -Math.expm1(-q)
        x = blend((next / sigma) * Math.exp(-eta * h), x, gain, denoised)
        if (previous) {
          const weight = ((solver === 'midpoint' ? gain / 2 : 1 - gain / q) * h) / previous.h
          addInPlace(x, weight, blend(1, denoised, -1, previous.denoised))
        }
        const amount = next * Math.sqrt(-Math.expm1(-2 * eta * h))
        if (amount > 0) addInPlace(x, amount, input.noise.between(sigma, next))
        previous = { denoised, h }
      }
      yield { index, steps, sigma, x, denoised }
    }
  }
}
