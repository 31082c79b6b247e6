// The crew of worker threads on the real runtime: the same values as one program,
// stopped between runs, replaced when lost.
import { afterAll, expect, test } from 'vitest'
import { lora } from '../../../src-main/adapters/kinds/lora.ts'
import type { WeightedContribution } from '../../../src-main/adapters/acting/stack.ts'
import type { Float32Tensor } from '../../../src-main/base/dtype.ts'
import { devicePlan } from '../../../src-main/engine/runtime/devices.ts'
import { createMergeCrew, type CrewMerge } from '../../../src-main/engine/stack/merge-crew.ts'
import { createMergePrograms } from '../../../src-main/engine/stack/merge-program.ts'
import { float32Values, runtimeTensor } from '../../../src-main/engine/runtime/onnxruntime.ts'
import { sharedCopy, sharedValues } from '../../../src-main/engine/runtime/shared-memory.ts'
import { createRandom } from '../../support/random-tensor.ts'

const plan = devicePlan('cpu')
const crew = createMergeCrew(plan.lowerings)
const programs = createMergePrograms(plan)
afterAll(async () => {
  await crew.close()
  await programs.release()
})

const random = createRandom(11)
const values = (shape: readonly number[]): Float32Tensor => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(random.normal(shape).data),
})

function contribution(rows: number, columns: number, rank: number, weight = 0.5): WeightedContribution {
  return {
    weight,
    contribution: {
      algorithm: lora,
      target: { kind: 'weight', shape: [rows, columns] },
      factors: new Map([
        ['up', values([rows, rank])],
        ['down', values([rank, columns])],
      ]),
      scale: 0.25,
      component: 'unet',
      block: null,
    },
  }
}

function merge(rows: number, columns: number, contributions: readonly WeightedContribution[]): CrewMerge {
  const base = sharedCopy(values([rows, columns]).data)
  return { base, merged: sharedValues(base.length), rows, columns, contributions }
}

test('merges of many sizes, one or two adapters each, are those of one program to the bit', async () => {
  const merges = [
    merge(1, 7, [contribution(1, 7, 1)]),
    merge(1280, 1280, [contribution(1280, 1280, 8, -1.5)]),
    merge(640, 2560, [contribution(640, 2560, 4), contribution(640, 2560, 16, -1.5)]),
  ]
  await crew.merge(merges, null)
  for (const { base, merged, rows, columns, contributions } of merges) {
    const whole = await programs.merge(runtimeTensor('f32', [rows, columns], base), contributions, null)
    expect(merged).toEqual(await float32Values(whole))
  }
})

test('a cancelled merge stops, and the next one is whole', async () => {
  const controller = new AbortController()
  const one = merge(1280, 1280, [contribution(1280, 1280, 32)])
  const large = Array.from({ length: 200 }, () => one)
  const cancelled = crew.merge(large, controller.signal)
  setImmediate(() => controller.abort())
  await expect(cancelled).rejects.toMatchObject({ code: 'job/cancelled' })
  await crew.merge([one], null)
  expect(one.merged.every((value) => value !== 0)).toBe(true)
})

test('what a worker cannot do is reported, and a new crew does the next merge', async () => {
  const wrong = merge(4, 4, [contribution(4, 8, 2)])
  await expect(crew.merge([wrong], null)).rejects.toThrow('does not match')
  const right = merge(4, 4, [contribution(4, 4, 2)])
  await crew.merge([right], null)
  expect(right.merged.every((value) => value !== 0)).toBe(true)
})
