// Noise levels and schedules, as A1111 and ComfyUI computed them for Stable Diffusion 1.5.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Profile, SchedulerName } from '../../src-main/contract/generation.ts'
import { lcmSchedule } from '../../src-main/sampling/lcm-schedule.ts'
import { createNoiseSchedule } from '../../src-main/sampling/noise-schedule.ts'
import { ddimTimesteps } from '../../src-main/sampling/timestep-levels.ts'
import { samplingProfiles } from '../../src-main/sampling/profiles/table.ts'
import { expectClose } from '../support/close.ts'
import { tolerances } from '../support/tolerances.ts'

type ByName<T> = Record<string, T>
type Vectors = {
  alphas_cumprod: ByName<number>
  sigmas_model: ByName<number>
  sigma_min: number
  sigma_max: number
  sigma_to_t_fractional: ByName<number>
  t_to_sigma: ByName<number>
  zero_terminal_snr: { alphas_cumprod: ByName<number>; sigma_998: number; sigma_999: number }
  a1111_schedules_eps_sd15: ByName<ByName<number[]>>
  a1111_ddim_timesteps: ByName<number[]>
  comfy_schedules_eps_sd15: ByName<ByName<(number | null)[]>>
  comfy_sigma_min_max: [number, number]
  comfy_zsnr_sigma_max: number
  lcm_a1111: ByName<{ sigmas: number[]; t: number[] } | string>
}
const vectors = JSON.parse(
  readFileSync(new URL('./vectors/sampler_test_vectors.json', import.meta.url), 'utf8'),
) as Vectors

const a1111 = createNoiseSchedule({ profile: samplingProfiles.a1111 })
const comfyui = createNoiseSchedule({ profile: samplingProfiles.comfyui })

function expectAt(values: Float32Array, expected: ByName<number>, label: string): void {
  const places = Object.keys(expected).map(Number)
  expectClose(
    places.map((i) => values[i]!),
    places.map((i) => expected[String(i)]!),
    tolerances.schedule,
    label,
  )
}

describe('the model of A1111', () => {
  test('ᾱ and sigmas', () => {
    expectAt(a1111.alphasCumprod, vectors.alphas_cumprod, 'ᾱ')
    expectAt(a1111.sigmas, vectors.sigmas_model, 'sigma')
    expectClose(
      [a1111.sigmaMin, a1111.sigmaMax],
      [vectors.sigma_min, vectors.sigma_max],
      tolerances.schedule,
      'ends',
    )
  })

  test('sigma to timestep and back', () => {
    for (const [sigma, t] of Object.entries(vectors.sigma_to_t_fractional)) {
      expectClose([a1111.timestepOf(Number(sigma))], [t], tolerances.timestep, `t(${sigma})`)
    }
    for (const [t, sigma] of Object.entries(vectors.t_to_sigma)) {
      expectClose([a1111.sigmaAt(Number(t))], [sigma], tolerances.schedule, `sigma(${t})`)
    }
  })

  test('zero terminal signal', () => {
    const { alphas_cumprod, sigma_998, sigma_999 } = vectors.zero_terminal_snr
    const schedule = createNoiseSchedule({ profile: samplingProfiles.a1111, zeroTerminalSnr: true })
    expectClose(
      Object.keys(alphas_cumprod).map((i) => schedule.alphasCumprod[Number(i)]!),
      Object.values(alphas_cumprod),
      tolerances.terminalSchedule,
    )
    expectClose(
      [schedule.sigmas[998]!, schedule.sigmas[999]!],
      [sigma_998, sigma_999],
      tolerances.terminalSchedule,
    )
  })
})

test('the model of ComfyUI', () => {
  expectClose([comfyui.sigmaMin, comfyui.sigmaMax], vectors.comfy_sigma_min_max, tolerances.schedule)
  const stretched = createNoiseSchedule({ profile: samplingProfiles.comfyui, zeroTerminalSnr: true })
  expectClose([stretched.sigmaMax], [vectors.comfy_zsnr_sigma_max], tolerances.schedule)
})

// `uniform` is `normal`, `polyexponential` with its default is `exponential`, `ddim` is `ddim_uniform`.
const a1111Names: Partial<Record<string, SchedulerName>> = {
  uniform: 'normal',
  polyexponential: 'exponential',
  ddim: 'ddim_uniform',
}
const scheduleCases = [
  ...casesOf('a1111', vectors.a1111_schedules_eps_sd15),
  ...casesOf('comfyui', vectors.comfy_schedules_eps_sd15),
]

function casesOf(profile: Profile, table: ByName<ByName<(number | null)[]>>) {
  return Object.entries(table).flatMap(([steps, rows]) =>
    Object.entries(rows)
      // align_your_steps is not offered; ComfyUI divides 0 by 0 for one step of kl_optimal.
      .filter(([name, expected]) => name !== 'align_your_steps' && !expected.includes(null))
      .map(([name, expected]) => ({ profile, name, steps: Number(steps), expected: expected as number[] })),
  )
}

test('the recorded schedules are all there', () => {
  expect(scheduleCases).toHaveLength(6 * 10 + 6 * 8 - 1)
})

test.each(scheduleCases)('$profile $name, $steps steps', ({ profile, name, steps, expected }) => {
  const scheduler = samplingProfiles[profile].schedulers[a1111Names[name] ?? (name as SchedulerName)]
  const levels = scheduler(steps, profile === 'a1111' ? a1111 : comfyui)
  const distinct = levels.filter((level, i) => level !== levels[i - 1])
  expectClose(distinct, expected, tolerances.schedule, name)
})

test.each(Object.entries(vectors.a1111_ddim_timesteps))('timesteps of DDIM, %s steps', (steps, timesteps) => {
  expect(ddimTimesteps(Number(steps))).toEqual(timesteps)
})

test.each(['1', '2', '4', '8'])('levels of LCM, %s steps', (steps) => {
  const expected = vectors.lcm_a1111[steps] as { sigmas: number[]; t: number[] }
  const schedule = lcmSchedule(a1111)
  const levels = samplingProfiles.a1111.schedulers.normal(Number(steps), schedule)
  expectClose(levels, expected.sigmas, tolerances.schedule)
  expect(levels.slice(0, -1).map(schedule.timestepOf)).toEqual(expected.t)
})
