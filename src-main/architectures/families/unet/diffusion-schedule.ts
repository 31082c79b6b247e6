// The noise Stable Diffusion was trained with, or what a checkpoint says of its own.
import { createNoiseSchedule, type NoiseSchedule } from '../../../sampling/noise-schedule.ts'
import type { SamplingProfile } from '../../../sampling/profiles/sampling-profile.ts'
import type { NoiseFacts } from '../family.ts'

export function diffusionSchedule(
  { zeroTerminalSnr, betas }: NoiseFacts,
  profile: SamplingProfile,
): NoiseSchedule {
  const own = betas === undefined ? {} : { alphasCumprod: cleanShares(betas) }
  return createNoiseSchedule({ profile, zeroTerminalSnr, ...own })
}

/** ᾱ: the running product of 1 − β. */
function cleanShares(betas: readonly number[]): Float64Array {
  let product = 1
  return Float64Array.from(betas, (beta) => (product *= 1 - beta))
}
