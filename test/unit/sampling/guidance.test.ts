// Guidance moves from the unconditional estimate through the conditional ones.
import { expect, test } from 'vitest'
import { guided } from '../../../src-main/sampling/guidance.ts'
import { samplingProfiles } from '../../../src-main/sampling/profiles/table.ts'

const unconditional = Float32Array.of(1, -2, 0)
const cat = Float32Array.of(2, 0, 4)
const hat = Float32Array.of(0, -2, 8)

test('strength 1 is the conditional estimate, 0 the unconditional, more goes beyond', () => {
  const one = [{ denoised: cat, weight: 1 }]
  expect([...guided(unconditional, one, 1)]).toEqual([2, 0, 4])
  expect([...guided(unconditional, one, 0)]).toEqual([1, -2, 0])
  expect([...guided(unconditional, one, 3)]).toEqual([4, 4, 12])
})

test('parts joined with AND add up by their weights', () => {
  const parts = [
    { denoised: cat, weight: 0.5 },
    { denoised: hat, weight: -1 },
  ]
  expect([...guided(unconditional, parts, 2)]).toEqual([1 + 1 + 2, -2 + 2 - 0, 0 + 4 - 16])
  expect([...unconditional]).toEqual([1, -2, 0])
})

test('only ComfyUI leaves out a pass that would cancel', () => {
  expect(samplingProfiles.comfyui.needsUnconditional(1)).toBe(false)
  expect(samplingProfiles.comfyui.needsUnconditional(1.5)).toBe(true)
  expect(samplingProfiles.a1111.needsUnconditional(1)).toBe(true)
})
