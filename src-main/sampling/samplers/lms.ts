// Linear multistep (Adams–Bashforth on uneven steps) of up to fourth order over the slopes of earlier steps.
import { addInPlace, slope } from '../latent.ts'
import { levels } from '../levels.ts'
import type { Sampler } from '../sampler.ts'

const maxOrder = 4

/** `finishDenoised`: the step to 0 takes the clean estimate itself, as ComfyUI does; k-diffusion extrapolates. */
export function createLms({ finishDenoised }: { finishDenoised: boolean }): Sampler {
  return async function* lms(input) {
    let { x } = input
    const slopes: Float32Array[] = []
    for (const { index, steps, sigma, next } of levels(input)) {
      const denoised = await input.denoise(x, sigma)
      slopes.unshift(slope(x, denoised, sigma))
      slopes.length = Math.min(slopes.length, maxOrder)
      if (next === 0 && finishDenoised) {
        x = denoised
      } else {
        x = Float32Array.from(x)
        for (const [age, coefficient] of multistepCoefficients(
          input.sigmas,
          index,
          slopes.length,
        ).entries()) {
          addInPlace(x, coefficient, slopes[age]!)
        }
      }
      yield { index, steps, sigma, x, denoised }
    }
  }
}

/** For each of the newest `order` slopes: the integral of its Lagrange polynomial over step `index`. */
function multistepCoefficients(sigmas: Float64Array, index: number, order: number): number[] {
  const from = sigmas[index]!
  const to = sigmas[index + 1]!
  const nodes = Array.from({ length: order }, (_, age) => sigmas[index - age]!)
  return nodes.map((own) => {
    // The polynomial in powers of (σ − from), so that small steps keep their digits.
    let powers = [1]
    for (const other of nodes) if (other !== own) powers = timesLinear(powers, from - other, own - other)
    return powers.reduce((sum, c, k) => sum + (c * (to - from) ** (k + 1)) / (k + 1), 0)
  })
}

/** The polynomial times (t + offset) / divisor; coefficients from the constant upwards. */
function timesLinear(powers: readonly number[], offset: number, divisor: number): number[] {
  return Array.from(
    { length: powers.length + 1 },
    (_, k) => ((powers[k] ?? 0) * offset + (powers[k - 1] ?? 0)) / divisor,
  )
}
