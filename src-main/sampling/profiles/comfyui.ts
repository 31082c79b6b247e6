// ComfyUI around the samplers: float64 until the sigmas, one draw for the whole batch, whole timesteps.
import { noisePerBatch } from '../noise.ts'
import { nearestTimestep } from '../noise-schedule.ts'
import { sharedSamplers } from '../sampler-table.ts'
import { dpmpp3mSde } from '../samplers/dpmpp-3m-sde.ts'
import { euler } from '../samplers/euler.ts'
import { createLcm } from '../samplers/lcm.ts'
import { createLms } from '../samplers/lms.ts'
import { uniPc } from '../samplers/uni-pc.ts'
import { betaOverTimestep, klOptimalToZero, sharedSchedulers } from '../scheduler.ts'
import type { SamplingProfile } from './sampling-profile.ts'

export const comfySampling: SamplingProfile = {
  samplers: {
    ...sharedSamplers,
    lms: { run: () => createLms({ finishDenoised: true }) },
    dpmpp_3m_sde: { run: () => dpmpp3mSde },
    ddim: { run: () => euler },
    uni_pc: { run: () => uniPc, discardPenultimate: true },
    lcm: { run: () => createLcm() },
  },
  schedulers: { ...sharedSchedulers, beta: betaOverTimestep, kl_optimal: klOptimalToZero },
  alphas: (given) => given,
  sigmaOf: (alpha) => Math.sqrt((1 - alpha) / alpha),
  timestepOf: nearestTimestep,
  fillsWithNoise: (_, first, { sigmaMax }) =>
    first > sigmaMax || Math.abs(first - sigmaMax) <= 1e-5 * Math.max(first, sigmaMax),
  noise: noisePerBatch,
  groups: (batch) => [Array.from({ length: batch }, (_, index) => index)],
  // It would cancel.
  needsUnconditional: (guidance) => guidance !== 1,
}
