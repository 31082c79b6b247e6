// The last step of the linear multistep sampler, which k-diffusion and ComfyUI take differently.
import { expect, test } from 'vitest'
import { createNoiseSchedule } from '../../../../src-main/sampling/noise-schedule.ts'
import { predictions } from '../../../../src-main/sampling/parameterisation.ts'
import { planSampling } from '../../../../src-main/sampling/plan.ts'
import { samplingProfiles } from '../../../../src-main/sampling/profiles/table.ts'
import { silentNoise } from '../../../support/sampling.ts'

test.each([
  { profile: 'a1111', takesEstimate: false },
  { profile: 'comfyui', takesEstimate: true },
] as const)('$profile', async ({ profile, takesEstimate }) => {
  const schedule = createNoiseSchedule({ profile: samplingProfiles[profile] })
  const plan = planSampling({
    sampler: 'lms',
    scheduler: 'normal',
    steps: 6,
    profile: samplingProfiles[profile],
    schedule,
    parameterisation: predictions.epsilon,
  })
  const run = plan.run({
    x: plan.scaleNoise(Float32Array.of(1, -2)),
    sigmas: plan.sigmas,
    denoise: (x, sigma) => Promise.resolve(x.map((value) => Math.tanh(value / (1 + sigma)))),
    noise: silentNoise(2),
  })
  let same: boolean | undefined
  for await (const { x, denoised } of run) same = x.every((value, i) => value === denoised[i])
  expect(same).toBe(takesEstimate)
})
