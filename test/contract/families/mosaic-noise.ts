// Flow matching: x = (1 − t)·clean + t·noise, and the network says noise − clean (Lipman et al. 2022; Liu et al. 2022).
import type { NoiseSchedule } from '../../../src-main/sampling/noise-schedule.ts'
import type { Parameterisation } from '../../../src-main/sampling/parameterisation.ts'

const count = 1000

/** Noise per clean signal at time t, and back. */
export const sigmaOf = (t: number): number => t / (1 - t)
export const timeOf = (sigma: number): number => sigma / (1 + sigma)

export const flow: Parameterisation = {
  inputScale: (sigma) => 1 - timeOf(sigma),
  denoised(x, sigma, output) {
    const t = timeOf(sigma)
    return x.map((value, i) => (1 - t) * value - t * output[i]!)
  },
}

/** Times up to almost 1, where nothing of the picture is left, as SD 3 shifts them. */
export function flowSchedule(shift = 3): NoiseSchedule {
  const times = Float64Array.from({ length: count }, (_, i) => {
    const t = (i + 1) / (count + 1)
    return (shift * t) / (1 + (shift - 1) * t)
  })
  const sigmas = Float32Array.from(times, sigmaOf)
  return {
    alphasCumprod: sigmas.map((sigma) => 1 / (1 + sigma * sigma)),
    sigmas,
    sigmaMin: sigmas[0]!,
    sigmaMax: sigmas.at(-1)!,
    timestepOf: (sigma) => count * timeOf(sigma),
    sigmaAt: (timestep) => sigmaOf(timestep / count),
  }
}
