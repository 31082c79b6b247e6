import { expect, test } from 'vitest'
import { lora } from '../../../../src-main/adapters/kinds/lora.ts'
import type { Contribution, StackedAdapter } from '../../../../src-main/adapters/acting/stack.ts'
import type { MergePrograms } from '../../../../src-main/engine/stack/merge-program.ts'
import { runtimeTensor, type RuntimeTensor } from '../../../../src-main/engine/runtime/onnxruntime.ts'
import type { ResidentParameters } from '../../../../src-main/engine/runtime/resident-parameters.ts'
import { stackParameters } from '../../../../src-main/engine/stack/stack-parameters.ts'

const names = ['unet.a.weight', 'unet.b.weight', 'text_encoder.c.weight']
const tensor = (value: number): RuntimeTensor => runtimeTensor('f32', [1], Float32Array.of(value))
const contribution = (component: 'unet' | 'text_encoder'): Contribution => ({
  algorithm: lora,
  target: { kind: 'weight', shape: [1] },
  factors: new Map(),
  scale: 1,
  component,
  block: null,
})
const adapter = new Map(
  names.map((name) => [name, [contribution(name.startsWith('unet') ? 'unet' : 'text_encoder')]]),
)
const stacked = (weight: number, change: Partial<StackedAdapter['entry']> = {}): StackedAdapter => ({
  entry: { on: true, weight, textWeight: null, blockWeights: null, schedule: null, ...change },
  contributions: adapter,
})

/** Bases are 10, 20, 30; merging adds the weights. */
function setUp(beforeMerge: (count: number) => void = () => undefined) {
  const pristine = Object.fromEntries(names.map((name, index) => [name, tensor(10 * (index + 1))]))
  const released: string[] = []
  const base: ResidentParameters = {
    source: {
      id: 'small',
      get: () => undefined,
      list: () => [],
      read: () => Promise.reject(new Error('not read')),
    },
    feeds: (wanted) => Promise.resolve(Object.fromEntries(wanted.map((name) => [name, pristine[name]!]))),
    share: () => Promise.resolve(),
    release: (component) => released.push(component),
    sizeBytes: 12,
  }
  let count = 0
  const reused: boolean[] = []
  const programs: MergePrograms = {
    merge(from, contributions, previous) {
      beforeMerge(++count)
      reused.push(previous !== null)
      const into = previous ?? tensor(0)
      const sum = contributions.reduce((total, { weight }) => total + weight, (from.data as Float32Array)[0]!)
      ;(into.data as Float32Array)[0] = sum
      return Promise.resolve(into)
    },
    keepFactors: () => undefined,
    compiled: 0,
    release: () => Promise.resolve(),
  }
  const parameters = stackParameters(base, { programs })
  const values = async (): Promise<number[]> =>
    Object.values(await parameters.feeds(names)).map(({ data }) => (data as Float32Array)[0]!)
  return { parameters, pristine, released, reused, values }
}

test('weight 0 feeds the base itself, a moved slider writes over what it merged before', async () => {
  const { parameters, pristine, reused, values } = setUp()
  parameters.setStack([stacked(1)])
  expect(await values()).toEqual([11, 21, 31])
  parameters.setStack([stacked(2, { textWeight: 1 })])
  expect(await values()).toEqual([12, 22, 31])
  expect(reused).toEqual([false, false, false, true, true])
  expect(parameters.sizeBytes).toBe(24)
  parameters.setStack([stacked(0)])
  const feeds = await parameters.feeds(names)
  for (const name of names) expect(feeds[name]).toBe(pristine[name])
  expect(parameters.sizeBytes).toBe(12)
})

test('a moment changes only what a schedule changes', async () => {
  const { parameters, values } = setUp()
  const schedule = [
    { at: 0, factor: 0 },
    { at: 1, factor: 4 },
  ]
  parameters.setStack([stacked(1), stacked(1, { schedule })])
  expect(await values()).toEqual([11, 21, 31])
  parameters.setFraction(0.5)
  expect(await values()).toEqual([13, 23, 31])
  expect(parameters.mergeCount).toBe(5)
})

test('a cancelled merge leaves whole values, and the next one finishes what is left', async () => {
  const controller = new AbortController()
  const { parameters, values } = setUp((count) => {
    if (count === 1) controller.abort()
  })
  parameters.setStack([stacked(1)])
  parameters.watch(controller.signal)
  await expect(values()).rejects.toMatchObject({ code: 'job/cancelled' })
  expect(parameters.mergeCount).toBe(1)
  parameters.watch(null)
  expect(await values()).toEqual([11, 21, 31])
  expect(parameters.mergeCount).toBe(3)
})

test('a merge that fails is made again from the base', async () => {
  let fails = true
  const { parameters, values } = setUp((count) => {
    if (count === 4 && fails) throw new Error('out of memory')
  })
  parameters.setStack([stacked(1)])
  await values()
  parameters.setStack([stacked(2)])
  await expect(values()).rejects.toThrow('out of memory')
  fails = false
  expect(await values()).toEqual([12, 22, 32])
})

test('releasing a component forgets what was merged of it', async () => {
  const { parameters, released, values } = setUp()
  parameters.setStack([stacked(1)])
  await values()
  parameters.release('text_encoder')
  expect(released).toEqual(['text_encoder'])
  expect(parameters.sizeBytes).toBe(20)
  expect(await values()).toEqual([11, 21, 31])
})
