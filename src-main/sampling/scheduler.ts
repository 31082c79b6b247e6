// Schedulers: which noise levels a picture passes through. Each gives n levels and the end.
import type { SchedulerName } from '../contract/generation.ts'
import type { NoiseSchedule } from './noise-schedule.ts'
import { inverseSymmetricBeta } from './symmetric-beta.ts'

/** `steps` falling sigmas and the level to end at; some give fewer or more than asked for, as their originals do. */
export type Scheduler = (steps: number, schedule: NoiseSchedule) => number[]

const { fround } = Math

/** Even steps in timestep, both ends included. */
const normal: Scheduler = (n, s) => [...timesteps(s, n).map(s.sigmaAt), 0]

/** As `normal`, but the steps are those of n + 1 levels, so that the lowest noise is left out. */
const sgmUniform: Scheduler = (n, s) => [
  ...timesteps(s, n + 1)
    .slice(0, -1)
    .map(s.sigmaAt),
  0,
]

/** Karras et al. 2022, eq. 5 with ρ = 7: noise levels dense near the end. */
const karras: Scheduler = (n, { sigmaMin, sigmaMax }) => {
  const rho = 7
  const high = sigmaMax ** (1 / rho)
  const low = sigmaMin ** (1 / rho)
  const roots = linspace(0, 1, n).map((u) => fround(fround(high) + fround(u * fround(low - high))))
  return [...roots.map((root) => fround(root ** rho)), 0]
}

/** Even steps in log sigma. */
const exponential: Scheduler = (n, { sigmaMin, sigmaMax }) => [
  ...linspace(Math.log(sigmaMax), Math.log(sigmaMin), n).map((log) => fround(Math.exp(log))),
  0,
]

/** Every (count / n)-th of the model's own levels, from the top. */
const simple: Scheduler = (n, { sigmas }) => [
  ...Array.from({ length: n }, (_, k) => sigmas[sigmas.length - 1 - Math.floor(k * (sigmas.length / n))]!),
  0,
]

/** The levels 1, 1 + q, 1 + 2q … with a whole-numbered stride, as DDIM's authors spaced them. */
const ddimUniform: Scheduler = (n, { sigmas }) => {
  const stride = Math.max(Math.floor(sigmas.length / n), 1)
  const levels = [0]
  for (let i = 1; i < sigmas.length; i += stride) levels.unshift(sigmas[i]!)
  return levels
}

/** Lee et al. 2024, "Beta Sampling is All You Need", with both parameters 0.6. */
const betaParameter = 0.6

export const betaOverSigma: Scheduler = (n, { sigmaMin, sigmaMax }) => [
  ...linspace(0, 1, n).map((u) =>
    fround(sigmaMin + inverseSymmetricBeta(1 - u, betaParameter) * (sigmaMax - sigmaMin)),
  ),
  0,
]

export const betaOverTimestep: Scheduler = (n, { sigmas }) => {
  const last = sigmas.length - 1
  const indices = Array.from({ length: n }, (_, k) =>
    roundHalfEven(inverseSymmetricBeta(1 - k * (1 / n), betaParameter) * last),
  )
  return [...indices.map((index) => sigmas[index]!), 0]
}

/** Sabour et al. 2024, "Align Your Steps", eq. 15: even steps in the angle whose tangent is sigma. */
function klLevel(share: number, { sigmaMin, sigmaMax }: NoiseSchedule): number {
  return fround(Math.tan(share * Math.atan(sigmaMin) + (1 - share) * Math.atan(sigmaMax)))
}

/** Ends at the lowest sigma of the model, not at zero. */
export const klOptimalToMinimum: Scheduler = (n, s) =>
  Array.from({ length: n + 1 }, (_, k) => klLevel(k / n, s))

/** One step alone has no spacing: it starts at the top (the original divides by zero there). */
export const klOptimalToZero: Scheduler = (n, s) => [
  ...Array.from({ length: n }, (_, k) => klLevel(n === 1 ? 0 : k / (n - 1), s)),
  0,
]

/** Where A1111 and ComfyUI agree. */
export const sharedSchedulers = {
  normal,
  karras,
  exponential,
  sgm_uniform: sgmUniform,
  simple,
  ddim_uniform: ddimUniform,
} as const satisfies Partial<Record<SchedulerName, Scheduler>>

/** From the timestep of the highest sigma down to that of the lowest. */
function timesteps(schedule: NoiseSchedule, count: number): number[] {
  return linspace(schedule.timestepOf(schedule.sigmaMax), schedule.timestepOf(schedule.sigmaMin), count)
}

/** `count` even float32 steps from `start` to `end`; one alone is the start. */
function linspace(start: number, end: number, count: number): number[] {
  if (count === 1) return [fround(start)]
  return Array.from({ length: count }, (_, i) => fround(start + ((end - start) * i) / (count - 1)))
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}
