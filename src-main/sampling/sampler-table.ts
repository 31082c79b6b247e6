// Which sampler stands behind a name, and what is particular about it in A1111 and in ComfyUI.
import type { Profile, SamplerName } from '../contract/generation.ts'
import { lcmSchedule } from './lcm-schedule.ts'
import type { NoiseSchedule } from './noise-schedule.ts'
import type { Sampler } from './sampler.ts'
import { createDdim } from './samplers/ddim.ts'
import { dpm2Ancestral } from './samplers/dpm-2-ancestral.ts'
import { dpm2 } from './samplers/dpm-2.ts'
import { createDpmpp2mSde } from './samplers/dpmpp-2m-sde.ts'
import { dpmpp2m } from './samplers/dpmpp-2m.ts'
import { dpmpp2sAncestral } from './samplers/dpmpp-2s-ancestral.ts'
import { dpmpp3mSde } from './samplers/dpmpp-3m-sde.ts'
import { dpmppSde } from './samplers/dpmpp-sde.ts'
import { createEulerAncestral } from './samplers/euler-ancestral.ts'
import { euler } from './samplers/euler.ts'
import { heun } from './samplers/heun.ts'
import { consistencyBoundary, createLcm } from './samplers/lcm.ts'
import { createLms } from './samplers/lms.ts'
import { uniPc } from './samplers/uni-pc.ts'
import { ddimLevels, type TimestepLevels, uniPcLevels } from './timestep-levels.ts'

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

const shared = {
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

export const samplerTable: Record<Profile, Record<SamplerName, SamplerRow>> = {
  a1111: {
    ...shared,
    lms: { run: () => createLms({ finishDenoised: false }) },
    dpmpp_3m_sde: { run: () => dpmpp3mSde, discardPenultimate: true },
    ddim: { run: () => createDdim(), timestepLevels: ddimLevels },
    uni_pc: { run: () => uniPc, timestepLevels: uniPcLevels },
    lcm: {
      run: (schedule) => createLcm({ boundary: consistencyBoundary(schedule.timestepOf) }),
      levelsOf: lcmSchedule,
    },
  },
  comfyui: {
    ...shared,
    lms: { run: () => createLms({ finishDenoised: true }) },
    dpmpp_3m_sde: { run: () => dpmpp3mSde },
    ddim: { run: () => euler },
    uni_pc: { run: () => uniPc, discardPenultimate: true },
    lcm: { run: () => createLcm() },
  },
}
