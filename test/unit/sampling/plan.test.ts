// A plan's small print: what the profiles do differently around the same samplers.
import { describe, expect, test } from 'vitest'
import type { Profile } from '../../../src-main/contract/generation.ts'
import { createNoiseSchedule } from '../../../src-main/sampling/noise-schedule.ts'
import { predictions } from '../../../src-main/sampling/parameterisation.ts'
import { planSampling, type SamplingRequest } from '../../../src-main/sampling/plan.ts'
import { samplingProfiles } from '../../../src-main/sampling/profiles/table.ts'
import { expectNear } from '../../support/close.ts'
import { tolerances } from '../../support/tolerances.ts'

const schedules = {
  a1111: createNoiseSchedule({ profile: samplingProfiles.a1111 }),
  comfyui: createNoiseSchedule({ profile: samplingProfiles.comfyui }),
}

function plan(profile: Profile, request: Partial<SamplingRequest> = {}) {
  return planSampling({
    sampler: 'euler',
    scheduler: 'karras',
    steps: 20,
    profile: samplingProfiles[profile],
    schedule: schedules[profile],
    parameterisation: predictions.epsilon,
    ...request,
  })
}
const one = Float32Array.of(1)

describe('the start', () => {
  test('A1111 multiplies noise by the first sigma', () => {
    const { scaleNoise, sigmas } = plan('a1111')
    expect(scaleNoise(one)).toEqual(Float32Array.of(sigmas[0]!))
  })

  test('ComfyUI keeps the power of a full start, but not of a later one', () => {
    const full = plan('comfyui')
    expect(full.scaleNoise(one)).toEqual(Float32Array.of(Math.sqrt(1 + full.sigmas[0]! ** 2)))
    const later = plan('comfyui', { scheduler: 'ddim_uniform' })
    expect(later.sigmas[0]).toBeLessThan(schedules.comfyui.sigmaMax)
    expect(later.scaleNoise(one)).toEqual(Float32Array.of(later.sigmas[0]!))
  })

  test("A1111's timestep samplers start from the noise itself, at unit power", () => {
    const { scaleNoise, sigmas } = plan('a1111', { sampler: 'ddim' })
    expect(scaleNoise(one)).toEqual(Float32Array.of(Math.sqrt(1 + sigmas[0]! ** 2)))
  })
})

test('the level before the end is left out where the profile says so, the number of steps stays', () => {
  const discards = (profile: Profile, sampler: SamplingRequest['sampler']) => {
    const { sigmas, steps } = plan(profile, { sampler })
    expect(steps).toBe(20)
    return sigmas.at(-2)! > 0.04
  }
  const samplers = ['euler', 'dpm_2', 'dpm_2_ancestral', 'dpmpp_3m_sde'] as const
  expect(samplers.filter((sampler) => discards('a1111', sampler))).toEqual(samplers.slice(1))
  expect([...samplers, 'uni_pc' as const].filter((sampler) => discards('comfyui', sampler))).toEqual([
    'dpm_2',
    'dpm_2_ancestral',
    'uni_pc',
  ])
})

test("A1111's ddim and uni_pc choose their own levels, ComfyUI's follow the scheduler", () => {
  for (const sampler of ['ddim', 'uni_pc'] as const) {
    const levels = (profile: Profile, scheduler: SamplingRequest['scheduler']) =>
      plan(profile, { sampler, scheduler }).sigmas
    expect(levels('a1111', 'karras')).toEqual(levels('a1111', 'normal'))
    expect(levels('comfyui', 'karras')).not.toEqual(levels('comfyui', 'normal'))
  }
})

test('DDIM makes the steps that A1111 makes, but never none', () => {
  expect(plan('a1111', { sampler: 'ddim', steps: 20 }).steps).toBe(19)
  expect(plan('a1111', { sampler: 'ddim', steps: 30 }).steps).toBe(30)
  expect(plan('a1111', { sampler: 'ddim', steps: 1 }).steps).toBe(1)
})

test('the timesteps of A1111: whole for DDIM, one of fifty for LCM, fractional for the others', () => {
  const timesteps = (request: Partial<SamplingRequest>) => {
    const { sigmas, timestepOf } = plan('a1111', request)
    return [...sigmas].filter((sigma) => sigma > 0).map(timestepOf)
  }
  expect(timesteps({ sampler: 'ddim', steps: 4 })).toEqual([751, 501, 251, 1])
  expect(timesteps({ sampler: 'lcm', steps: 8 }).every((t) => t % 20 === 19)).toBe(true)
  expect(timesteps({ sampler: 'euler' }).some((t) => !Number.isInteger(t))).toBe(true)
  const uniPc = timesteps({ sampler: 'uni_pc', steps: 4 })
  for (const [k, t] of uniPc.entries()) expectNear(t, 999 * (1 - k / 4), tolerances.schedule)
})

test('a number of steps that makes no sense is our own bug', () => {
  for (const steps of [0, -1, 1.5, NaN]) expect(() => plan('a1111', { steps })).toThrow('whole number')
})
