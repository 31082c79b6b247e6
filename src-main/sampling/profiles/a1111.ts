// AUTOMATIC1111 around the samplers: float32 throughout, every picture on its own, fractional timesteps.
import { lcmSchedule } from '../lcm-schedule.ts'
import { noisePerPicture } from '../noise.ts'
import { fractionalTimestep } from '../noise-schedule.ts'
import { sharedSamplers } from '../sampler-table.ts'
import { createDdim } from '../samplers/ddim.ts'
import { dpmpp3mSde } from '../samplers/dpmpp-3m-sde.ts'
import { consistencyBoundary, createLcm } from '../samplers/lcm.ts'
import { createLms } from '../samplers/lms.ts'
import { uniPc } from '../samplers/uni-pc.ts'
import { betaOverSigma, klOptimalToMinimum, sharedSchedulers } from '../scheduler.ts'
import { ddimLevels, uniPcLevels } from '../timestep-levels.ts'
import type { SamplingProfile } from './sampling-profile.ts'

const { fround } = Math

export const a1111Sampling: SamplingProfile = {
  samplers: {
    ...sharedSamplers,
    lms: { run: () => createLms({ finishDenoised: false }) },
    dpmpp_3m_sde: { run: () => dpmpp3mSde, discardPenultimate: true },
    ddim: { run: () => createDdim(), timestepLevels: ddimLevels },
    uni_pc: { run: () => uniPc, timestepLevels: uniPcLevels },
    lcm: {
      run: (schedule) => createLcm({ boundary: consistencyBoundary(schedule.timestepOf) }),
      levelsOf: lcmSchedule,
    },
  },
  schedulers: { ...sharedSchedulers, beta: betaOverSigma, kl_optimal: klOptimalToMinimum },
  alphas: (given) => given.map(fround),
  sigmaOf: (alpha) => fround(Math.sqrt(fround(fround(1 - alpha) / alpha))),
  timestepOf: fractionalTimestep,
  fillsWithNoise: (atUnitPower) => atUnitPower,
  noise: noisePerPicture,
  groups: (batch) => Array.from({ length: batch }, (_, index) => [index]),
  needsUnconditional: () => true,
}
