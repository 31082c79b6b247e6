// The levels of A1111's timestep samplers, which choose whole timesteps themselves and ignore the scheduler.
import type { NoiseSchedule } from './noise-schedule.ts'

/** Falling sigmas, the last above 0, and the timestep that belongs to each of them. */
export type TimestepLevels = { sigmas: number[]; timestepOf: (sigma: number) => number }

/** Rising timesteps: every ⌊count / steps⌋-th, plus one. There can be more of them than steps. */
export function ddimTimesteps(steps: number, count = 1000): number[] {
  const stride = Math.max(1, Math.floor(count / steps))
  const timesteps: number[] = []
  for (let t = 0; t < count; t += stride) timesteps.push(Math.min(t + 1, count - 1))
  return timesteps
}

/** DDIM walks from each timestep to the one below, so it makes one step fewer than there are timesteps. */
export function ddimLevels(steps: number, schedule: NoiseSchedule): TimestepLevels {
  const { sigmas } = schedule
  const timesteps = ddimTimesteps(steps, sigmas.length)
  // Below a single timestep there is nothing; A1111 would hand back the bare noise.
  // One step from the top is what was meant.
  if (timesteps.length === 1) timesteps.push(sigmas.length - 1)
  return {
    sigmas: timesteps.reverse().map((t) => sigmas[t]!),
    timestepOf: (sigma) => Math.round(schedule.timestepOf(sigma)),
  }
}

/**
 * UniPC divides the time from 1 to 1 / count evenly, into as many steps as DDIM has timesteps. Timestep t is the time
 * (t + 1) / count, and log √ᾱ is linear between two timesteps.
 */
export function uniPcLevels(steps: number, { alphasCumprod }: NoiseSchedule): TimestepLevels {
  const logs = Float64Array.from(alphasCumprod, (alpha) => Math.log(alpha) / 2)
  const last = logs.length - 1
  const stepCount = ddimTimesteps(steps, logs.length).length
  const sigmas = Array.from({ length: stepCount + 1 }, (_, k) => {
    const t = last * (1 - k / stepCount)
    const low = Math.min(Math.floor(t), last - 1)
    const log = logs[low]! + (t - low) * (logs[low + 1]! - logs[low]!)
    return Math.sqrt(Math.expm1(-2 * log))
  })
  return {
    sigmas,
    timestepOf(sigma) {
      const log = -Math.log1p(sigma * sigma) / 2
      let low = 0
      while (low < last - 1 && logs[low + 1]! >= log) low++
      return low + (log - logs[low]!) / (logs[low + 1]! - logs[low]!)
    },
  }
}
