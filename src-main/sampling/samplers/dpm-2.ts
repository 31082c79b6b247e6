// DPM-Solver-2 (Lu et al. 2022) in k-diffusion's form: the slope at the geometric middle of the step carries all of it.
import { blend, eulerTo, slope } from '../latent.ts'
import { levels } from '../levels.ts'
import type { Denoise, SamplerInput, SamplerStep } from '../sampler.ts'

export async function* dpm2(input: SamplerInput): AsyncGenerator<SamplerStep, void> {
  let { x } = input
  for (const { index, steps, sigma, next } of levels(input)) {
    const denoised = await input.denoise(x, sigma)
    x = await midpointStep(input.denoise, x, denoised, sigma, next)
    yield { index, steps, sigma, x, denoised }
  }
}

/** One step from `sigma` to `target`; to 0 it is Euler's, since 0 has no geometric middle. */
export async function midpointStep(
  denoise: Denoise,
  x: Float32Array,
  denoised: Float32Array,
  sigma: number,
  target: number,
): Promise<Float32Array> {
  if (target === 0) return eulerTo(0, sigma, x, denoised)
  const middle = Math.sqrt(sigma * target)
  const halfway = eulerTo(middle, sigma, x, denoised)
  return blend(1, x, target - sigma, slope(halfway, await denoise(halfway, middle), middle))
}
