// Latent consistency models (Luo et al. 2023): jump to the clean estimate, then noise it to the next level.
import { addInPlace, blend } from '../latent.ts'
import { levels } from '../levels.ts'
import type { Sampler } from '../sampler.ts'

/** How much of the latent and of the network's estimate the consistency function keeps at a sigma. */
export type Boundary = (sigma: number) => { skip: number; out: number }

/** The boundary of the paper, with its σ_data ½ and its timestep scaling 10. */
export function consistencyBoundary(timestepOf: (sigma: number) => number): Boundary {
  const dataPower = 0.5 ** 2
  return (sigma) => {
    const time = 10 * timestepOf(sigma)
    const power = time ** 2 + dataPower
    return { skip: dataPower / power, out: time / Math.sqrt(power) }
  }
}

/** Without a boundary the network's estimate is taken as it is, as ComfyUI does. */
export function createLcm({ boundary }: { boundary?: Boundary } = {}): Sampler {
  return async function* lcm(input) {
    let { x } = input
    for (const { index, steps, sigma, next } of levels(input)) {
      const estimate = await input.denoise(x, sigma)
      const { skip, out } = boundary?.(sigma) ?? { skip: 0, out: 1 }
      const denoised = blend(skip, x, out, estimate)
      x = Float32Array.from(denoised)
      if (next > 0) addInPlace(x, next, input.noise.next())
      yield { index, steps, sigma, x, denoised }
    }
  }
}
