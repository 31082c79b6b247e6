// The noise schedule: rounding of each program, and checkpoints that bring their own levels.
import { describe, expect, test } from 'vitest'
import { createNoiseSchedule, stableDiffusionAlphas } from '../../../src-main/sampling/noise-schedule.ts'
import { samplingProfiles } from '../../../src-main/sampling/profiles/table.ts'

test("a checkpoint's own levels are used", () => {
  const alphasCumprod = [0.99, 0.5, 0.1]
  const { sigmas, sigmaMax } = createNoiseSchedule({ profile: samplingProfiles.comfyui, alphasCumprod })
  expect(sigmas).toEqual(Float32Array.from(alphasCumprod, (alpha) => Math.sqrt((1 - alpha) / alpha)))
  expect(sigmaMax).toBe(3)
  const same = createNoiseSchedule({
    profile: samplingProfiles.a1111,
    alphasCumprod: stableDiffusionAlphas(),
  })
  expect(same.sigmas).toEqual(createNoiseSchedule({ profile: samplingProfiles.a1111 }).sigmas)
})

describe('timestep of a sigma', () => {
  const a1111 = createNoiseSchedule({ profile: samplingProfiles.a1111 })
  const comfyui = createNoiseSchedule({ profile: samplingProfiles.comfyui })

  test('fractional in A1111, whole in ComfyUI', () => {
    const between = Math.sqrt(comfyui.sigmas[500]! * comfyui.sigmas[501]!) * 1.0001
    expect(a1111.timestepOf(between)).toBeGreaterThan(500.5)
    expect(a1111.timestepOf(between)).toBeLessThan(500.6)
    expect(comfyui.timestepOf(between)).toBe(501)
  })

  test('every level is its own timestep, and beyond the ends the end counts', () => {
    for (const schedule of [a1111, comfyui]) {
      for (const t of [0, 1, 499, 998, 999]) expect(schedule.timestepOf(schedule.sigmas[t]!)).toBe(t)
      expect(schedule.timestepOf(100)).toBe(999)
      expect(schedule.timestepOf(0.001)).toBe(0)
      expect(schedule.sigmaAt(2000)).toBe(schedule.sigmaAt(999))
    }
  })
})
