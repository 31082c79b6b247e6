// Everything a run of steps needs besides network and noise, from the names a person chose.
import { invariant } from '../base/errors.ts'
import type { SamplerName, SchedulerName } from '../contract/generation.ts'
import { scaled } from './latent.ts'
import type { NoiseSchedule } from './noise-schedule.ts'
import type { Parameterisation } from './parameterisation.ts'
import type { SamplingProfile } from './profiles/sampling-profile.ts'
import type { Sampler } from './sampler.ts'

export type SamplingRequest = {
  sampler: SamplerName
  scheduler: SchedulerName
  /** As asked for, at least 1. */
  steps: number
  profile: SamplingProfile
  schedule: NoiseSchedule
  parameterisation: Parameterisation
}

export type SamplingPlan = {
  /** Falling; hand them to `run`. The last is 0, except for A1111's kl_optimal, ddim and uni_pc. */
  sigmas: Float64Array
  /** The lowest sigma above 0 and the highest: what the noise of a run wants to know. */
  sigmaMin: number
  sigmaMax: number
  /** Steps that `run` will really yield; now and then fewer or more than asked for. */
  steps: number
  /** 2 for samplers that ask the network twice a step: a prompt schedule then counts 2 · steps calls. */
  callsPerStep: 1 | 2
  /** The start latent of `clean + sigma * noise` with an empty clean part, from noise of unit variance. */
  scaleNoise(noise: Float32Array): Float32Array
  /** The timestep to tell the network for a sigma that `denoise` is called with. */
  timestepOf(sigma: number): number
  /** Calls `denoise` in sigma space throughout; the last `x` it yields is the finished latent. */
  run: Sampler
}

export function planSampling({
  sampler,
  scheduler,
  steps,
  profile,
  schedule,
  parameterisation: { inputScale },
}: SamplingRequest): SamplingPlan {
  invariant(Number.isInteger(steps) && steps >= 1, `steps must be a whole number from 1, not ${steps}`)
  const row = profile.samplers[sampler]
  const model = row.levelsOf?.(schedule) ?? schedule
  const own = row.timestepLevels?.(steps, schedule)
  const spaced =
    own?.sigmas ??
    spacedLevels(steps, row.discardPenultimate ?? false, (n) => profile.schedulers[scheduler](n, model))
  const sigmas = Float64Array.from(withoutRepeats(spaced))
  const first = sigmas[0]!
  const fills = profile.fillsWithNoise(own !== undefined, first, schedule)
  const noiseScale = fills ? 1 / inputScale(first) : first
  const run = row.run(model)
  return {
    sigmas,
    sigmaMin: sigmas.findLast((sigma) => sigma > 0)!,
    sigmaMax: first,
    steps: sigmas.length - 1,
    callsPerStep: row.callsPerStep ?? 1,
    scaleNoise: (noise) => scaled(noiseScale, noise),
    timestepOf: own?.timestepOf ?? model.timestepOf,
    run: own ? asShown(run, inputScale) : run,
  }
}

/** Leaving the level before the end out takes one level more to keep the number of steps. */
function spacedLevels(steps: number, discardPenultimate: boolean, space: (n: number) => number[]): number[] {
  if (!discardPenultimate) return space(steps)
  const levels = withoutRepeats(space(steps + 1))
  return levels.length > 2 ? levels.toSpliced(-2, 1) : levels
}

function withoutRepeats(levels: readonly number[]): number[] {
  return levels.filter((level, i) => i === 0 || level < levels[i - 1]!)
}

/** Yields the latents as the timestep samplers hold them: as the network is shown them, also at the end. */
function asShown(run: Sampler, inputScale: Parameterisation['inputScale']): Sampler {
  return async function* (input) {
    for await (const step of run(input)) {
      yield { ...step, x: scaled(inputScale(input.sigmas[step.index + 1]!), step.x) }
    }
  }
}
