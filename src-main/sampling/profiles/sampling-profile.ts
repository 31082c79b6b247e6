// What programs do differently around the same samplers: one record of tables and functions for each of them.
import type { SamplerName, SchedulerName } from '../../contract/generation.ts'
import type { NoiseOptions, RunNoise } from '../noise.ts'
import type { NoiseSchedule } from '../noise-schedule.ts'
import type { SamplerRow } from '../sampler-table.ts'
import type { Scheduler } from '../scheduler.ts'

export type SamplingProfile = {
  readonly samplers: Readonly<Record<SamplerName, SamplerRow>>
  readonly schedulers: Readonly<Record<SchedulerName, Scheduler>>
  /** ᾱ in the precision that the program keeps. */
  alphas(given: Float64Array): Float64Array
  /** √((1 − ᾱ) / ᾱ), in the program's precision. */
  sigmaOf(alpha: number): number
  /** The timestep the network is told for a sigma; `logs` are the log sigmas of all timesteps, in float32. */
  timestepOf(logs: Float32Array, sigma: number): number
  /**
   * Whether the start is a latent that is all noise at the power of the first level, rather than noise times sigma.
   * `atUnitPower`: the sampler holds its latent scaled to unit power.
   */
  fillsWithNoise(atUnitPower: boolean, first: number, schedule: NoiseSchedule): boolean
  /** The random numbers of a run. */
  noise(options: NoiseOptions): RunNoise
  /** Indices of a batch's pictures in groups that are denoised together. */
  groups(batch: number): number[][]
  /** Whether the words that are not wanted are asked about at all. */
  needsUnconditional(guidance: number): boolean
}
