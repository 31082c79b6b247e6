// PLMS (Liu et al. 2022) as A1111 steps it: Adams–Bashforth over the noise of earlier steps, begun with Heun's method.
// Not among the samplers to choose from; kept so that old pictures can be made again once it is asked for.
import { addInPlace, eulerTo, slope } from '../latent.ts'
import { levels } from '../levels.ts'
import type { SamplerInput, SamplerStep } from '../sampler.ts'

/** For the newest noise and those before it, by how many earlier ones there are. */
const coefficients: readonly (readonly number[])[] = [
  [1 / 2, 1 / 2],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
]

export async function* plms(input: SamplerInput): AsyncGenerator<SamplerStep, void> {
  let { x } = input
  let earlier: Float32Array[] = []
  for (const { index, steps, sigma, next } of levels(input)) {
    const denoised = await input.denoise(x, sigma)
    const noise = slope(x, denoised, sigma)
    const terms = [noise, ...earlier]
    if (earlier.length === 0 && next > 0) {
      const predicted = eulerTo(next, sigma, x, denoised)
      terms.push(slope(predicted, await input.denoise(predicted, next), next))
    }
    const weights = terms.length === 1 ? [1] : coefficients[earlier.length]!
    x = Float32Array.from(x)
    for (const [age, weight] of weights.entries()) addInPlace(x, weight * (next - sigma), terms[age]!)
    earlier = [noise, ...earlier].slice(0, 3)
    yield { index, steps, sigma, x, denoised }
  }
}
