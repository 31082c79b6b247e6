// Which sampler stands behind a name, where A1111 and ComfyUI agree; the other rows are in profiles/.
import type { SamplerName } from '../contract/generation.ts'
import type { NoiseSchedule } from './noise-schedule.ts'
import type { Sampler } from './sampler.ts'
import { dpm2Ancestral } from './samplers/dpm-2-ancestral.ts'
import { dpm2 } from './samplers/dpm-2.ts'
import { createDpmpp2mSde } from './samplers/dpmpp-2m-sde.ts'
import { dpmpp2m } from './samplers/dpmpp-2m.ts'
import { dpmpp2sAncestral } from './samplers/dpmpp-2s-ancestral.ts'
import { dpmppSde } from './samplers/dpmpp-sde.ts'
import { createEulerAncestral } from './samplers/euler-ancestral.ts'
import { euler } from './samplers/euler.ts'
import { heun } from './samplers/heun.ts'
import type { TimestepLevels } from './timestep-levels.ts'

export type SamplerRow = {
  run: (schedule: NoiseSchedule) => Sampler
  /** Network calls of a step that does not end at 0; 1 if not given. Prompt schedules count calls. */
  callsPerStep?: 2
  /** Space one step more and leave out the level before the end. */
  discardPenultimate?: true
  /** The levels to space, where they are not the model's own. */
  levelsOf?: (schedule: NoiseSchedule) => NoiseSchedule
  /** Levels instead of any scheduler's; such a sampler also holds its latent scaled to unit power. */
  timestepLevels?: (steps: number, schedule: NoiseSchedule) => TimestepLevels
}

export const sharedSamplers = {
  euler: { run: () => euler },
  euler_ancestral: { run: () => createEulerAncestral() },
  heun: { run: () => heun, callsPerStep: 2 },
  dpm_2: { run: () => dpm2, callsPerStep: 2, discardPenultimate: true },
  dpm_2_ancestral: { run: () => dpm2Ancestral, callsPerStep: 2, discardPenultimate: true },
  dpmpp_2s_ancestral: { run: () => dpmpp2sAncestral, callsPerStep: 2 },
  dpmpp_sde: { run: () => dpmppSde, callsPerStep: 2 },
  dpmpp_2m: { run: () => dpmpp2m },
  dpmpp_2m_sde: { run: () => createDpmpp2mSde() },
} as const satisfies Partial<Record<SamplerName, SamplerRow>>
