import { describe, expect, it } from 'vitest'
import { createNoiseSchedule } from '../../../../../src-main/sampling/noise-schedule.ts'
import { samplingProfiles } from '../../../../../src-main/sampling/profiles/table.ts'
import { createObjective, snrWeight } from '../../../../../src-main/training/run/step/objective.ts'
import { expectClose } from '../../../../support/close.ts'
import { smallRecipe } from '../../../../support/training-run.ts'
import { tolerances } from '../../../../support/tolerances.ts'
import { families } from '../../../../support/families.ts'

type Changes = NonNullable<Parameters<typeof smallRecipe>[1]>['objective']
const plain = { family: families.sd1, predictionType: 'epsilon', zeroTerminalSnr: false }
const objectiveOf = (objective: Changes = {}, detection: Parameters<typeof createObjective>[1] = plain) =>
  createObjective(smallRecipe('pictures', { objective }), detection)
const { alphasCumprod } = createNoiseSchedule({ profile: samplingProfiles.comfyui })
const clean = Float32Array.from({ length: 32 }, (_, at) => Math.cos(at))
const combined = (a: number, x: Float32Array, b: number, y: Float32Array): Float32Array =>
  x.map((value, at) => a * value + b * y[at]!)

describe('the question of a step', () => {
  it('mixes clean latent and noise by the level, and asks the noise back', () => {
    const { latent, target, weight } = objectiveOf().question(clean, 4, 400, [1, 0, 0])
    const alpha = alphasCumprod[400]!
    expectClose(latent, combined(Math.sqrt(alpha), clean, Math.sqrt(1 - alpha), target), tolerances.pass)
    expect(weight).toBe(1)
  })

  it('asks the velocity of a v model, which auto finds out', () => {
    const keys = [1, 0, 0]
    const noise = objectiveOf().question(clean, 4, 400, keys).target
    const alpha = alphasCumprod[400]!
    const v = combined(Math.sqrt(alpha), noise, -Math.sqrt(1 - alpha), clean)
    const found = objectiveOf({}, { ...plain, predictionType: 'v' })
    expect(found.prediction).toBe('v')
    expectClose(found.question(clean, 4, 400, keys).target, v, tolerances.pass)
    expect(objectiveOf({ prediction: 'v' }).question(clean, 4, 400, keys).target).toEqual(
      found.question(clean, 4, 400, keys).target,
    )
    expect(objectiveOf({ prediction: 'epsilon' }, { ...plain, predictionType: 'v' }).prediction).toBe(
      'epsilon',
    )
  })

  it('is the same for the same keys and another for others', () => {
    const objective = objectiveOf()
    expect(objective.question(clean, 4, 400, [1, 0, 0])).toEqual(objective.question(clean, 4, 400, [1, 0, 0]))
    expect(objective.question(clean, 4, 400, [1, 0, 0]).target).not.toEqual(
      objective.question(clean, 4, 400, [1, 1, 0]).target,
    )
  })

  it('shifts the noise of a channel as a whole where an offset is wanted', () => {
    const without = objectiveOf().question(clean, 4, 400, [1]).target
    const shifted = objectiveOf({ noiseOffset: 0.1 }).question(clean, 4, 400, [1]).target
    const shifts = Array.from(shifted, (value, at) => value - without[at]!)
    for (const channel of [0, 1, 2, 3]) {
      const own = shifts.slice(channel * 8, channel * 8 + 8)
      expect(own[0]).not.toBe(0)
      expectClose(
        own,
        own.map(() => own[0]!),
        tolerances.pass,
      )
    }
    expect(new Set([0, 8, 16, 24].map((at) => shifts[at]!.toFixed(4))).size).toBe(4)
  })

  it('perturbs what is seen and not what is asked back', () => {
    const [without, perturbed] = [{}, { inputPerturbation: 0.1 }].map((changes) =>
      objectiveOf(changes).question(clean, 4, 400, [1]),
    )
    expect(perturbed!.target).toEqual(without!.target)
    expect(perturbed!.latent).not.toEqual(without!.latent)
  })

  it('draws timesteps evenly from the range, both ends among them', () => {
    const objective = objectiveOf({ firstTimestep: 10, lastTimestep: 13 })
    const counts = new Map<number, number>()
    for (let step = 0; step < 4000; step++) {
      const timestep = objective.timestep([step])
      counts.set(timestep, (counts.get(timestep) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual([10, 11, 12, 13])
    expect(Math.min(...counts.values())).toBeGreaterThan(850)
    expect([0, 0.5, 1].map((place) => objective.timestep([], place))).toEqual([10, 12, 13])
  })

  it('knows a level without any signal', () => {
    const objective = objectiveOf(
      { minSnrGamma: 5 },
      { ...plain, predictionType: 'v', zeroTerminalSnr: true },
    )
    const { target, weight } = objective.question(clean, 4, 999, [1])
    expect(target.every(Number.isFinite)).toBe(true)
    expect(weight).toBeGreaterThanOrEqual(0)
    expect(weight).toBeLessThan(1e-6)
  })
})

// min(snr, γ) / snr, and for v / (snr + 1), written out for an easy and a hard level.
describe.each([
  ['epsilon', 0.9, 5 / 9],
  ['epsilon', 0.5, 1],
  ['v', 0.9, 5 / 10],
  ['v', 0.5, 1 / 2],
] as const)('min-SNR weight of %s at ᾱ = %d', (prediction, alpha, expected) => {
  it('is the published one', () => {
    expectClose([snrWeight(prediction, alpha, 5)], [expected], tolerances.pass)
    expect(snrWeight(prediction, alpha, null)).toBe(1)
  })
})
