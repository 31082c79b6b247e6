// DPM-Solver++ (2S) with ancestral noise (Lu et al. 2022): single steps of second order through a middle level.
import { ancestralSplit } from '../ancestral.ts'
import { addInPlace, eulerTo } from '../latent.ts'
import { levels } from '../levels.ts'
import type { SamplerInput, SamplerStep } from '../sampler.ts'

export async function* dpmpp2sAncestral(input: SamplerInput): AsyncGenerator<SamplerStep, void> {
  let { x } = input
  for (const { index, steps, sigma, next } of levels(input)) {
    const denoised = await input.denoise(x, sigma)
    const { down, up } = ancestralSplit(sigma, next, 1)
    let estimate = denoised
    if (down > 0) {
      const middle = Math.sqrt(sigma * down)
      estimate = await input.denoise(eulerTo(middle, sigma, x, denoised), middle)
    }
    x = eulerTo(down, sigma, x, estimate)
    if (up > 0) addInPlace(x, up, input.noise.next())
    yield { index, steps, sigma, x, denoised }
  }
}
