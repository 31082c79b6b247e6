// How much noise a network was trained with at each of its timesteps, and the way between timestep and sigma.
import type { SamplingProfile } from './profiles/sampling-profile.ts'

/** The levels of one model. `sigma` is noise per clean signal, as in `x = clean + sigma * noise`. */
export type NoiseSchedule = {
  /** Share of the clean signal's power at each timestep, falling. */
  readonly alphasCumprod: Float32Array
  /** √((1 − ᾱ) / ᾱ) at each timestep, rising. */
  readonly sigmas: Float32Array
  readonly sigmaMin: number
  readonly sigmaMax: number
  /** The timestep the network is told for a sigma: fractional in A1111, the nearest whole one in ComfyUI. */
  timestepOf(sigma: number): number
  /** The sigma at a timestep, between two timesteps by its logarithm. */
  sigmaAt(timestep: number): number
}

export type NoiseScheduleOptions = {
  profile: SamplingProfile
  /** The checkpoint's own ᾱ, if it stores one; else the one Stable Diffusion was trained with. */
  alphasCumprod?: ArrayLike<number>
  /** Stretch the levels so that the last timestep is practically pure noise. */
  zeroTerminalSnr?: boolean
}

/** The smallest ᾱ that A1111 and ComfyUI leave at the last timestep of a stretched schedule. */
const terminalAlpha = 4.8973451890853435e-8
const { fround } = Math

export function createNoiseSchedule(options: NoiseScheduleOptions): NoiseSchedule {
  const { profile, zeroTerminalSnr = false } = options
  const given = Float64Array.from(options.alphasCumprod ?? stableDiffusionAlphas())
  const kept = profile.alphas(given)
  const alphas = zeroTerminalSnr ? stretched(kept) : kept
  return fromLevels(profile, Float32Array.from(alphas), alphas.map(profile.sigmaOf))
}

/** β rises linearly in its square root; ᾱ is the running product of 1 − β (Rombach et al. 2022). */
export function stableDiffusionAlphas(): Float64Array {
  const count = 1000
  const first = Math.sqrt(0.00085)
  const last = Math.sqrt(0.012)
  let product = 1
  return Float64Array.from({ length: count }, (_, i) => {
    product *= 1 - (first + ((last - first) * i) / (count - 1)) ** 2
    return product
  })
}

/** Lin et al. 2023, "Common diffusion noise schedules and sample steps are flawed", with a floor instead of zero. */
function stretched(alphas: Float64Array): Float64Array {
  const roots = alphas.map(Math.sqrt)
  const first = roots[0]!
  const last = roots.at(-1)!
  const result = roots.map((root) => (((root - last) * first) / (first - last)) ** 2)
  result[result.length - 1] = terminalAlpha
  return result
}

function fromLevels(
  profile: SamplingProfile,
  alphasCumprod: Float32Array,
  exact: Float64Array,
): NoiseSchedule {
  const sigmas = Float32Array.from(exact)
  const logs = Float32Array.from(exact, Math.log)
  const last = sigmas.length - 1
  return {
    alphasCumprod,
    sigmas,
    sigmaMin: sigmas[0]!,
    sigmaMax: sigmas[last]!,
    timestepOf: (sigma) => profile.timestepOf(logs, sigma),
    sigmaAt: (timestep) => interpolatedSigma(logs, timestep),
  }
}

/** k-diffusion's way: linear in log sigma between the two timesteps around it, in float32 steps. */
export function fractionalTimestep(logs: Float32Array, sigma: number): number {
  const log = fround(Math.log(sigma))
  let low = 0
  while (low < logs.length - 2 && logs[low + 1]! <= log) low++
  const a = logs[low]!
  const share = fround(fround(a - log) / fround(a - logs[low + 1]!))
  const w = Math.min(1, Math.max(0, share))
  return fround(fround((1 - w) * low) + fround(w * (low + 1)))
}

/** The timestep whose log sigma is closest. */
export function nearestTimestep(logs: Float32Array, sigma: number): number {
  const log = Math.log(sigma)
  let best = 0
  for (let i = 1; i < logs.length; i++) {
    if (Math.abs(logs[i]! - log) < Math.abs(logs[best]! - log)) best = i
  }
  return best
}

/** Linear in log sigma between two whole timesteps, in float32 steps. */
export function interpolatedSigma(logs: Float32Array, timestep: number): number {
  const t = Math.min(logs.length - 1, Math.max(0, timestep))
  const low = Math.floor(t)
  const w = fround(t - low)
  const log = fround(fround((1 - w) * logs[low]!) + fround(w * logs[Math.ceil(t)]!))
  return fround(Math.exp(log))
}
