// Every sampler against the latents that k-diffusion and A1111 ended at, with toy networks.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { SamplerName } from '../../src-main/contract/generation.ts'
import { createNoiseSchedule } from '../../src-main/sampling/noise-schedule.ts'
import { planSampling } from '../../src-main/sampling/plan.ts'
import { predictions } from '../../src-main/sampling/parameterisation.ts'
import type { Denoise, Sampler } from '../../src-main/sampling/sampler.ts'
import { createDdim } from '../../src-main/sampling/samplers/ddim.ts'
import { createDpmpp2mSde } from '../../src-main/sampling/samplers/dpmpp-2m-sde.ts'
import { ddimLevels } from '../../src-main/sampling/timestep-levels.ts'
import { samplingProfiles } from '../../src-main/sampling/profiles/table.ts'
import { expectClose } from '../support/close.ts'
import { countingNoise, lastLatent } from '../support/sampling.ts'
import { tolerances } from '../support/tolerances.ts'

type Vectors = {
  sigma_space_samplers: Record<
    string,
    string | { sigmas: number[]; results: Record<string, { x: number[] }> }
  >
  timestep_space_samplers_a1111: Record<string, string | Record<string, number[]>>
  lcm_a1111: Record<string, string | { sigmas: number[]; x: number[] }>
}
const vectors = JSON.parse(
  readFileSync(new URL('./vectors/sampler_test_vectors.json', import.meta.url), 'utf8'),
) as Vectors

const start = [1, -2, 0.5, 3]
const schedule = createNoiseSchedule({ profile: samplingProfiles.a1111 })

/** Names of k-diffusion's functions; variants are our own options. */
function samplerNamed(recorded: string): Sampler {
  const variants: Partial<Record<string, Sampler>> = {
    'sample_dpmpp_2m_sde(heun)': createDpmpp2mSde({ solver: 'heun' }),
    'sample_dpmpp_2m_sde(eta=0)': createDpmpp2mSde({ eta: 0 }),
  }
  return (
    variants[recorded] ??
    samplingProfiles.a1111.samplers[recorded.replace('sample_', '') as SamplerName].run(schedule)
  )
}

const sigmaSpaceCases = Object.entries(vectors.sigma_space_samplers).flatMap(([levels, recorded]) =>
  typeof recorded === 'string'
    ? []
    : Object.entries(recorded.results).map(([name, { x }]) => ({ levels, name, sigmas: recorded.sigmas, x })),
)

test('the recorded runs are all there', () => {
  expect(sigmaSpaceCases).toHaveLength(3 * 13)
})

test.each(sigmaSpaceCases)('$name over $levels', async ({ name, sigmas, x }) => {
  const toy: Denoise = (latent, sigma) =>
    Promise.resolve(latent.map((value) => Math.tanh(value / Math.sqrt(1 + sigma * sigma))))
  const result = await lastLatent(samplerNamed(name), {
    x: Float32Array.from(start, (value) => value * sigmas[0]!),
    sigmas: Float64Array.from(sigmas),
    denoise: toy,
    noise: countingNoise(),
  })
  expectClose(result, x, tolerances.samplerTrajectory)
})

/** A noise prediction that depends on the latent and, a little, on the timestep. */
function toyNetwork(timestepOf: (sigma: number) => number): Denoise {
  return (x, sigma) => {
    const shown = x.map((value) => predictions.epsilon.inputScale(sigma) * value)
    const output = shown.map(
      (value) => 0.8 * value + 0.1 * Math.sin(value) + (0.05 * timestepOf(sigma)) / 1000,
    )
    return Promise.resolve(predictions.epsilon.denoised(x, sigma, output))
  }
}

describe.each(['4', '10', '20'])("A1111's timestep samplers, %s steps", (steps) => {
  const expected = vectors.timestep_space_samplers_a1111[steps] as Record<string, number[]>

  test.each([
    { sampler: 'ddim', recorded: 'ddim eta0' },
    { sampler: 'uni_pc', recorded: 'unipc' },
  ] as const)('$sampler', async ({ sampler, recorded }) => {
    const plan = planSampling({
      sampler,
      scheduler: 'karras',
      steps: Number(steps),
      profile: samplingProfiles.a1111,
      schedule,
      parameterisation: predictions.epsilon,
    })
    const x = await lastLatent(plan.run, {
      x: plan.scaleNoise(Float32Array.from(start)),
      sigmas: plan.sigmas,
      denoise: toyNetwork(plan.timestepOf),
      noise: countingNoise(),
    })
    expectClose(x, expected[recorded]!, tolerances.samplerTrajectory)
  })

  test('ddim with noise', async () => {
    const levels = ddimLevels(Number(steps), schedule)
    const powerAt = (sigma: number) => Math.sqrt(1 + sigma * sigma)
    const x = await lastLatent(createDdim({ eta: 1 }), {
      x: Float32Array.from(start, (value) => value * powerAt(levels.sigmas[0]!)),
      sigmas: Float64Array.from(levels.sigmas),
      denoise: toyNetwork(levels.timestepOf),
      noise: countingNoise(),
    })
    const unitPower = x.map((value) => value / powerAt(levels.sigmas.at(-1)!))
    expectClose(unitPower, expected['ddim eta1']!, tolerances.samplerTrajectory)
  })
})

test.each(['1', '2', '4', '8'])("A1111's LCM, %s steps", async (steps) => {
  const expected = vectors.lcm_a1111[steps] as { x: number[] }
  const plan = planSampling({
    sampler: 'lcm',
    scheduler: 'normal',
    steps: Number(steps),
    profile: samplingProfiles.a1111,
    schedule,
    parameterisation: predictions.epsilon,
  })
  const x = await lastLatent(plan.run, {
    x: plan.scaleNoise(Float32Array.from(start)),
    sigmas: plan.sigmas,
    denoise: toyNetwork(plan.timestepOf),
    noise: countingNoise(),
  })
  expectClose(x, expected.x, tolerances.samplerTrajectory)
})
