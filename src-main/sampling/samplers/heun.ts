// Heun's method: the mean of the slopes at both ends of a step (Karras et al. 2022, algorithm 2 without churn).
import { blend3, eulerTo, slope } from '../latent.ts'
import { levels } from '../levels.ts'
import type { SamplerInput, SamplerStep } from '../sampler.ts'

export async function* heun(input: SamplerInput): AsyncGenerator<SamplerStep, void> {
  let { x } = input
  for (const { index, steps, sigma, next } of levels(input)) {
    const denoised = await input.denoise(x, sigma)
    const predicted = eulerTo(next, sigma, x, denoised)
    if (next === 0) {
      x = predicted
    } else {
      const here = slope(x, denoised, sigma)
      const there = slope(predicted, await input.denoise(predicted, next), next)
      const halfStep = (next - sigma) / 2
      x = blend3(1, x, halfStep, here, halfStep, there)
    }
    yield { index, steps, sigma, x, denoised }
  }
}
