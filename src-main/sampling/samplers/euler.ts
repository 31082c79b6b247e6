// Euler's method: straight towards the clean estimate (Karras et al. 2022, algorithm 2 without churn).
import { eulerTo } from '../latent.ts'
import { levels } from '../levels.ts'
import type { SamplerInput, SamplerStep } from '../sampler.ts'

export async function* euler(input: SamplerInput): AsyncGenerator<SamplerStep, void> {
  let { x } = input
  for (const { index, steps, sigma, next } of levels(input)) {
    const denoised = await input.denoise(x, sigma)
    x = eulerTo(next, sigma, x, denoised)
    yield { index, steps, sigma, x, denoised }
  }
}
