// DPM-Solver++ (3M) for the stochastic equation: multistep of third order with Brownian-tree noise.
import { addInPlace, blend } from '../latent.ts'
import { levels } from '../levels.ts'
import type { SamplerInput, SamplerStep } from '../sampler.ts'

const eta = 1

export async function* dpmpp3mSde(input: SamplerInput): AsyncGenerator<SamplerStep, void> {
  let { x } = input
  /** The estimates of the last two steps, newest first, with the log length of their steps. */
  let history: { denoised: Float32Array; h: number }[] = []
  for (const { index, steps, sigma, next } of levels(input)) {
    const denoised = await input.denoise(x, sigma)
    if (next === 0) {
      x = denoised
    } else {
      const h = Math.log(sigma / next)
      const q = h * (1 + eta)
      x = blend(Math.exp(-q), x, -Math.expm1(-q), denoised)
      const phi2 = Math.expm1(-q) / q + 1
      const [one, two] = history
      if (one) {
        const r0 = one.h / h
        const a = blend(1 / r0, denoised, -1 / r0, one.denoised)
        if (two) {
          const r1 = two.h / h
          const phi3 = phi2 / q - 0.5
          const b = blend(1 / r1, one.denoised, -1 / r1, two.denoised)
          const curve = blend(1 / (r0 + r1), a, -1 / (r0 + r1), b)
          addInPlace(x, phi2 * r0 - phi3, curve)
        }
        addInPlace(x, phi2, a)
      }
      addInPlace(x, next * Math.sqrt(-Math.expm1(-2 * eta * h)), input.noise.between(sigma, next))
      history = [{ denoised, h }, ...history].slice(0, 2)
    }
    yield { index, steps, sigma, x, denoised }
  }
}
