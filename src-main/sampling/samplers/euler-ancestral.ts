// Euler's method with fresh noise at every step: down below the next level, then back up to it.
import { ancestralSplit } from '../ancestral.ts'
import { addInPlace, eulerTo } from '../latent.ts'
import { levels } from '../levels.ts'
import type { Sampler } from '../sampler.ts'

/** `eta` is the share of fresh noise: 1 as everyone's default, 0 is plain Euler. */
export function createEulerAncestral({ eta = 1 }: { eta?: number } = {}): Sampler {
  return async function* eulerAncestral(input) {
    let { x } = input
    for (const { index, steps, sigma, next } of levels(input)) {
      const denoised = await input.denoise(x, sigma)
      const { down, up } = ancestralSplit(sigma, next, eta)
      x = eulerTo(down, sigma, x, denoised)
      if (up > 0) addInPlace(x, up, input.noise.next())
      yield { index, steps, sigma, x, denoised }
    }
  }
}
