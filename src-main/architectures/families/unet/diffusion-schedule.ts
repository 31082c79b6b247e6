// The noise Stable Diffusion was trained with, or what a checkpoint says of its own.
import { createNoiseSchedule, type NoiseSchedule } from '../../../sampling/noise-schedule.ts'
import type { SamplingProfile } from '../../../sampling/profiles/sampling-profile.ts'
import type { NoiseFacts } from '../family.ts'

export function diffusionSchedule({ zeroTerminalSnr }: NoiseFacts, profile: SamplingProfile): NoiseSchedule {
  return createNoiseSchedule({ profile, zeroTerminalSnr })
}
