// Laws that hold for every sampler with every scheduler, in both profiles.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCancelled } from '../../src-main/base/cancel.ts'
import { profiles, samplerNames, schedulerNames } from '../../src-main/contract/generation.ts'
import { createNoiseSchedule } from '../../src-main/sampling/noise-schedule.ts'
import { imageSeeds } from '../../src-main/sampling/noise.ts'
import { predictions } from '../../src-main/sampling/parameterisation.ts'
import { planSampling, type SamplingPlan } from '../../src-main/sampling/plan.ts'
import type { Denoise } from '../../src-main/sampling/sampler.ts'
import { samplingProfiles } from '../../src-main/sampling/profiles/table.ts'
import { expectClose, expectNear } from '../support/close.ts'
import { countingNoise, lastLatent, silentNoise } from '../support/sampling.ts'
import { tolerances } from '../support/tolerances.ts'

const schedules = {
  a1111: createNoiseSchedule({ profile: samplingProfiles.a1111 }),
  comfyui: createNoiseSchedule({ profile: samplingProfiles.comfyui }),
}
const choice = fc.record({
  sampler: fc.constantFrom(...samplerNames),
  scheduler: fc.constantFrom(...schedulerNames),
  profile: fc.constantFrom(...profiles),
  steps: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 60 }) },
    fc.integer({ min: 61, max: 1000 }),
  ),
})
type Choice = typeof choice extends fc.Arbitrary<infer T> ? T : never
/** Over hundreds of steps the float32 rounding of a multistep sampler adds up to more than the tolerance. */
const upTo60Steps = choice.map((value) => ({ ...value, steps: 1 + (value.steps % 60) }))
const fewSteps = choice.map((value) => ({ ...value, steps: 1 + (value.steps % 12) }))
const seed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const shape = [4, 2, 3] as const
const size = 24

const planOf = (value: Choice): SamplingPlan =>
  planSampling({
    ...value,
    profile: samplingProfiles[value.profile],
    schedule: schedules[value.profile],
    parameterisation: predictions.epsilon,
  })

/** What the sampler ends at: some of A1111's levels stop above 0, and UniPC stands in for 0 with 0.001. */
function endOf({ sampler }: Choice, { sigmas }: SamplingPlan): number {
  return sigmas.at(-1)! || (sampler === 'uni_pc' ? 0.001 : 0)
}

/** Not constant and not linear, so that every slip shows; each value by itself, as a batch demands. */
const toy: Denoise = (x, sigma) =>
  Promise.resolve(x.map((value) => Math.tanh(value / Math.sqrt(1 + sigma * sigma))))

function noiseOf(plan: SamplingPlan, { profile }: Choice, seeds: bigint[]) {
  const { sigmaMin, sigmaMax } = plan
  return samplingProfiles[profile].noise({ source: 'cpu', seeds, shape, sigmaMin, sigmaMax })
}

async function pictureOf(value: Choice, seeds: bigint[]): Promise<Float32Array> {
  const plan = planOf(value)
  const noise = noiseOf(plan, value, seeds)
  return await lastLatent(plan.run, {
    x: plan.scaleNoise(noise.initial()),
    sigmas: plan.sigmas,
    denoise: toy,
    noise,
  })
}

test('sigmas fall strictly and end at 0', () => {
  fc.assert(
    fc.property(choice, (value) => {
      const { sigmas, steps, sigmaMin, sigmaMax } = planOf(value)
      expect(steps).toBe(sigmas.length - 1)
      expect(steps).toBeGreaterThan(0)
      for (let i = 1; i < sigmas.length; i++) expect(sigmas[i]).toBeLessThan(sigmas[i - 1]!)
      const stopsAbove =
        value.profile === 'a1111' &&
        (value.sampler === 'ddim' || value.sampler === 'uni_pc' || value.scheduler === 'kl_optimal')
      if (stopsAbove) expect(sigmas.at(-1)).toBeGreaterThan(0)
      else expect(sigmas.at(-1)).toBe(0)
      expect([sigmaMin, sigmaMax]).toEqual([sigmas.findLast((sigma) => sigma > 0), sigmas[0]])
    }),
    { numRuns: 500 },
  )
})

test('a perfect denoiser is recovered', async () => {
  const clean = Float32Array.of(0.3, -1.2, 0.8, 2)
  const dirt = Float32Array.of(1, -1, 0.9, -0.8)
  await fc.assert(
    fc.asyncProperty(upTo60Steps, async (value) => {
      const plan = planOf(value)
      const end = endOf(value, plan)
      const x = await lastLatent(plan.run, {
        x: clean.map((c, i) => c + dirt[i]! * plan.sigmas[0]!),
        sigmas: plan.sigmas,
        denoise: () => Promise.resolve(Float32Array.from(clean)),
        noise: end === 0 ? countingNoise() : silentNoise(),
      })
      const unitPower = value.profile === 'a1111' && ['ddim', 'uni_pc'].includes(value.sampler)
      const power = unitPower ? Math.sqrt(1 + end * end) : 1
      // Without fresh noise nothing but the dirt of the last level can be left, and not more of it than that.
      const left = x.map((found, i) => (found * power - clean[i]!) / dirt[i]!)
      const middle = left.map((share) => Math.min(Math.max(share, 0), end))
      expectClose(left, middle, tolerances.perfectDenoiser, JSON.stringify(value))
    }),
    { numRuns: 300 },
  )
})

test('it yields its steps in order and calls the network as often as it says', async () => {
  await fc.assert(
    fc.asyncProperty(choice, async (value) => {
      const plan = planOf(value)
      const start = Float32Array.of(3, -2, 1, 0.5)
      let calls = 0
      const input = {
        x: start,
        sigmas: plan.sigmas,
        noise: countingNoise(),
        denoise: (x: Float32Array, sigma: number) => {
          calls++
          const timestep = plan.timestepOf(sigma)
          expectNear(timestep, Math.min(Math.max(timestep, 0), 999), tolerances.float64)
          return toy(x, sigma)
        },
      }
      const seen: { index: number; sigma: number }[] = []
      for await (const { index, steps, sigma, x, denoised } of plan.run(input)) {
        expect(steps).toBe(plan.steps)
        expect([...x, ...denoised].every(Number.isFinite)).toBe(true)
        seen.push({ index, sigma })
      }
      expect(seen).toEqual(
        Array.from({ length: plan.steps }, (_, index) => ({ index, sigma: plan.sigmas[index] })),
      )
      const lastIsSingle = plan.callsPerStep === 2 && plan.sigmas.at(-1) === 0
      expect(calls).toBe(plan.callsPerStep * plan.steps - (lastIsSingle ? 1 : 0))
      expect(start).toEqual(Float32Array.of(3, -2, 1, 0.5))
    }),
    { numRuns: 200 },
  )
})

test('the same seed takes the same way, another seed another', async () => {
  await fc.assert(
    fc.asyncProperty(fewSteps, seed, async (value, first) => {
      const again = await pictureOf(value, [first])
      expect(await pictureOf(value, [first])).toEqual(again)
      expect(await pictureOf(value, [first ^ 1n])).not.toEqual(again)
    }),
    { numRuns: 60 },
  )
})

test('in A1111 a picture of a batch is the single picture of its own seed', async () => {
  await fc.assert(
    fc.asyncProperty(fewSteps, seed, async (chosen, first) => {
      const value = { ...chosen, profile: 'a1111' as const }
      const seeds = imageSeeds(first, 3)
      const batch = await pictureOf(value, seeds)
      for (const [k, own] of seeds.entries()) {
        expect(batch.slice(k * size, (k + 1) * size)).toEqual(await pictureOf(value, [own]))
      }
    }),
    { numRuns: 60 },
  )
})

test('cancelling stops at the next step', async () => {
  await fc.assert(
    fc.asyncProperty(fewSteps, fc.nat(), async (value, n) => {
      const plan = planOf({ ...value, steps: value.steps + 1 })
      fc.pre(plan.steps > 1)
      const stopAfter = n % plan.steps
      const controller = new AbortController()
      if (stopAfter === 0) controller.abort()
      const steps = plan.run({
        x: Float32Array.of(1, 2, 3, 4),
        sigmas: plan.sigmas,
        denoise: toy,
        noise: countingNoise(),
        signal: controller.signal,
      })
      let done = 0
      const walk = async () => {
        for await (const { index } of steps) {
          done++
          if (index === stopAfter - 1) controller.abort()
        }
      }
      await expect(walk()).rejects.toSatisfy(isCancelled)
      expect(done).toBe(stopAfter)
    }),
    { numRuns: 100 },
  )
})

test('Brownian noise adds up, however it is asked for', () => {
  const level = fc.double({ min: 0.03, max: 14, noNaN: true })
  fc.assert(
    fc.property(fc.tuple(level, level, level), seed, fc.constantFrom(...profiles), (points, own, profile) => {
      const [a, b, c] = points.map(Math.fround).toSorted((x, y) => y - x) as [number, number, number]
      fc.pre(a - b > 0.25 && b - c > 0.25)
      const options = { source: 'nv', seeds: [own], shape, sigmaMin: 0.03, sigmaMax: 14 } as const
      const noise = samplingProfiles[profile].noise(options)
      const whole = noise.between(a, c)
      const [upper, lower] = [noise.between(a, b), noise.between(b, c)]
      const sum = whole.map(
        (_, i) => (upper[i]! * Math.sqrt(a - b) + lower[i]! * Math.sqrt(b - c)) / Math.sqrt(a - c),
      )
      expectClose(sum, whole, tolerances.brownianNoise)
      expect(samplingProfiles[profile].noise(options).between(b, c)).toEqual(lower)
      expect(noise.between(c, b)).toEqual(lower.map((value) => -value))
    }),
    { numRuns: 60 },
  )
})
