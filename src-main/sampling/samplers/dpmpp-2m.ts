// DPM-Solver++ (2M) (Lu et al. 2022, algorithm 2): second order from the estimate of the step before.
import { blend, eulerTo } from '../latent.ts'
import { levels } from '../levels.ts'
import type { SamplerInput, SamplerStep } from '../sampler.ts'

export async function* dpmpp2m(input: SamplerInput): AsyncGenerator<SamplerStep, void> {
  let { x } = input
  let previous: { denoised: Float32Array; h: number } | undefined
  for (const { index, steps, sigma, next } of levels(input)) {
    const denoised = await input.denoise(x, sigma)
    const h = Math.log(sigma / next)
    let estimate = denoised
    if (previous && next > 0) {
      const ahead = h / (2 * previous.h)
      estimate = blend(1 + ahead, denoised, -ahead, previous.denoised)
    }
    x = eulerTo(next, sigma, x, estimate)
    previous = { denoised, h }
    yield { index, steps, sigma, x, denoised }
  }
}
