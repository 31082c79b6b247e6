// DPM-Solver-2 below the next level, then back up with fresh noise.
import { ancestralSplit } from '../ancestral.ts'
import { addInPlace } from '../latent.ts'
import { levels } from '../levels.ts'
import type { SamplerInput, SamplerStep } from '../sampler.ts'
import { midpointStep } from './dpm-2.ts'

export async function* dpm2Ancestral(input: SamplerInput): AsyncGenerator<SamplerStep, void> {
  let { x } = input
  for (const { index, steps, sigma, next } of levels(input)) {
    const denoised = await input.denoise(x, sigma)
    const { down, up } = ancestralSplit(sigma, next, 1)
    x = await midpointStep(input.denoise, x, denoised, sigma, down)
    if (up > 0) addInPlace(x, up, input.noise.next())
    yield { index, steps, sigma, x, denoised }
  }
}
