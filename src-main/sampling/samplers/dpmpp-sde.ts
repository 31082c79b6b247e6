// DPM-Solver++ for the stochastic equation, first through the geometric middle of each step; Brownian-tree noise.
import { ancestralSplit } from '../ancestral.ts'
import { addInPlace, eulerTo } from '../latent.ts'
import { levels } from '../levels.ts'
import type { SamplerInput, SamplerStep } from '../sampler.ts'

export async function* dpmppSde(input: SamplerInput): AsyncGenerator<SamplerStep, void> {
  let { x } = input
  const { noise } = input
  for (const { index, steps, sigma, next } of levels(input)) {
    const denoised = await input.denoise(x, sigma)
    if (next === 0) {
      x = denoised
    } else {
      const middle = Math.sqrt(sigma * next)
      const half = ancestralSplit(sigma, middle, 1)
      const halfway = eulerTo(half.down, sigma, x, denoised)
      addInPlace(halfway, half.up, noise.between(sigma, middle))
      const full = ancestralSplit(sigma, next, 1)
      x = eulerTo(full.down, sigma, x, await input.denoise(halfway, middle))
      addInPlace(x, full.up, noise.between(sigma, next))
    }
    yield { index, steps, sigma, x, denoised }
  }
}
