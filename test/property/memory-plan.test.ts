// Laws of the memory plan: each way takes no more than the one before, the first that fits is taken, more is never less.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryRungs } from '../../src-main/contract/memory-plan.ts'
import { planMemory, rungBelow, type PictureNeeds } from '../../src-main/engine/memory/memory-plan.ts'

const bytes = fc.integer({ min: 0, max: 2 ** 34 })
const network = fc.record({ parameterBytes: bytes, workingBytes: bytes })
const needs: fc.Arbitrary<PictureNeeds> = fc.record({
  baseBytes: bytes,
  encoders: network,
  denoiser: fc
    .tuple(network, bytes)
    .map(([need, more]) => ({ ...need, togetherBytes: need.workingBytes + more })),
  decoder: network,
  mergedBytes: bytes,
})

test('each way of making it takes no more than the one before', () => {
  fc.assert(
    fc.property(needs, (need) => {
      const peaks = planMemory(need, null).rungs.map(({ peakBytes }) => peakBytes)
      expect(peaks).toEqual(peaks.toSorted((a, b) => b - a))
    }),
  )
})

test('the first that fits is taken, and it is within the budget; the last where none fits', () => {
  fc.assert(
    fc.property(needs, fc.integer({ min: 0, max: 2 ** 37 }), (need, budget) => {
      const { rung, rungs } = planMemory(need, budget)
      const fitting = rungs.filter(({ peakBytes }) => peakBytes <= budget)
      expect(rung).toBe(fitting[0]?.rung ?? memoryRungs.at(-1))
      expect(rungs.filter(({ fits }) => fits)).toEqual(fitting)
    }),
  )
})

test('a phase is the process, its networks and what they compute in; the peak is the largest of them', () => {
  fc.assert(
    fc.property(needs, (need) => {
      for (const { phases, peakBytes } of planMemory(need, null).rungs) {
        for (const { bytes: all, parameterBytes, workingBytes } of phases)
          expect(all).toBe(need.baseBytes + parameterBytes + workingBytes)
        expect(Math.max(...phases.map((phase) => phase.bytes))).toBe(peakBytes)
      }
    }),
  )
})

test('a picture that needs more of anything is planned with no less', () => {
  const more = fc.record({ more: bytes, where: fc.constantFrom('baseBytes', 'mergedBytes') })
  fc.assert(
    fc.property(needs, more, (need, { more: added, where }) => {
      const [before, after] = [
        planMemory(need, null),
        planMemory({ ...need, [where]: need[where] + added }, null),
      ]
      for (const [index, { peakBytes }] of after.rungs.entries())
        expect(peakBytes).toBeGreaterThanOrEqual(before.rungs[index]!.peakBytes)
    }),
  )
})

test('below the last there is none', () => {
  expect(memoryRungs.map(rungBelow)).toEqual([...memoryRungs.slice(1), null])
})
