// What the engine feeds a network under a stack, value by value against float64, and that no program is made anew.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { algorithmOf } from '../../../src-main/adapters/kinds/algorithms.ts'
import type { BaseModules } from '../../../src-main/adapters/reading/base-modules.ts'
import { readAdapter } from '../../../src-main/adapters/reading/read-adapter.ts'
import type { Tensor } from '../../../src-main/base/dtype.ts'
import { adapterKinds, stackEntrySchema, type StackEntry } from '../../../src-main/contract/adapter.ts'
import { loadModel, type LoadedModel } from '../../../src-main/engine/loaded-model.ts'
import { float32Values } from '../../../src-main/engine/runtime/onnxruntime.ts'
import type { Program } from '../../../src-main/engine/runtime/program.ts'
import { createProgramStore } from '../../../src-main/engine/runtime/program-store.ts'
import { applyStack } from '../../../src-main/engine/stack/running-stack.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { defaultLowerings } from '../../../src-main/graph/lowering/choices.ts'
import { fromData } from '../../support/array64.ts'
import { expectCloseInScale } from '../../support/close-arrays.ts'
import { expectClose } from '../../support/close.ts'
import { demoBase, demoModel } from '../../support/demo-base.ts'
import { madeUpAdapterFile, type MadeUpAdapter } from '../../support/made-up-adapter.ts'
import { mergeInFloat64, type Contribution } from '../../support/merge-adapter.ts'
import { tolerances } from '../../support/tolerances.ts'

const programs = createProgramStore()
let folder: string
let base: BaseModules
let model: LoadedModel
let count = 0

const open = (resident: 'inputs' | 'constants'): Promise<LoadedModel> =>
  loadModel({
    path: demoModel,
    vaePath: null,
    plan: { provider: 'cpu', lowerings: defaultLowerings.cpu, resident },
    programs,
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-merged-'))
  base = await demoBase()
  model = await open('inputs')
})
afterAll(async () => {
  await model.close()
  await programs.clear()
  await rm(folder, { recursive: true, force: true })
})

const adapter = (options: Omit<MadeUpAdapter, 'base'>): Promise<string> =>
  madeUpAdapterFile(folder, { base, ...options }, { name: `${++count}.safetensors` })
const entry = (path: string, weight: number, change: Partial<StackEntry> = {}): StackEntry =>
  stackEntrySchema.parse({ id: `e${++count}`, adapter: path, name: 'made-up', weight, ...change })

/** One linear layer, one 3×3 convolution, one text layer and one norm, weights and biases. */
const looked = [
  'unet.down_blocks.1.attentions.0.transformer_blocks.0.ff.net.2.weight',
  'unet.down_blocks.1.resnets.0.conv1.weight',
  'unet.down_blocks.1.resnets.0.norm1.weight',
  'unet.down_blocks.1.resnets.0.norm1.bias',
  'unet.mid_block.attentions.0.transformer_blocks.0.ff.net.2.bias',
  'text_encoder.text_model.encoder.layers.0.mlp.fc1.weight',
]

async function fed(on: LoadedModel, stack: StackEntry[], names = looked): Promise<Map<string, Float32Array>> {
  await applyStack(on, stack)
  const feeds = await on.parameters.feeds([...names])
  return new Map(names.map((name) => [name, Float32Array.from(feeds[name]!.data as Float32Array)]))
}

/** The same from the files' own numbers in float64. */
async function reference(stack: readonly StackEntry[], name: string): Promise<ArrayLike<number>> {
  const info = model.parameters.source.get(name)!
  const kind = name.endsWith('.bias') ? 'bias' : 'weight'
  const contributions: Contribution[] = []
  for (const { adapter: path, weight } of stack) {
    const file = await openTensorFile(path)
    for (const module of (await readAdapter(file, base)).modules) {
      if (`${module.component}.${module.path}.${kind}` !== name) continue
      const parts = new Map<string, ReturnType<typeof fromData>>()
      for (const [part, tensor] of module.tensors)
        parts.set(part, fromData(await file.read(tensor), file.tensors.get(tensor)!.shape))
      const algorithm = algorithmOf(module.kind)
      if (algorithm.changes(new Set(parts.keys())).includes(kind))
        contributions.push({ algorithm, parts: Object.fromEntries(parts), weight })
    }
    await file.close()
  }
  const values = fromData(await model.parameters.source.read(name), info.shape)
  return contributions.length === 0 ? values.data : mergeInFloat64(values, contributions, kind).data
}

async function expectMerged(stack: StackEntry[]): Promise<number> {
  const pristine = await fed(model, [])
  const actual = await fed(model, stack)
  let changed = 0
  for (const name of looked) {
    const { shape } = model.parameters.source.get(name)!
    const values = actual.get(name)!
    expectCloseInScale(
      fromData(values, shape),
      fromData(await reference(stack, name), shape),
      tolerances.mergedWeight,
      name,
    )
    if (!values.every((value, index) => value === pristine.get(name)![index])) changed++
  }
  expect(await fed(model, [])).toEqual(pristine)
  return changed
}

const everywhere = (): boolean => true

test.each(adapterKinds)('%s is merged as its formula says', async (kind) => {
  const modules = kind === 'norm' ? undefined : everywhere
  const convolutions =
    modules && ((_: string, { type }: { type: string }) => type === 'Linear' || type === 'Conv2d')
  const path = await adapter({
    kind,
    rank: 3,
    amplitude: 0.2,
    ...(convolutions ? { modules: convolutions } : {}),
  })
  expect(await expectMerged([entry(path, 0.6)])).toBeGreaterThan(0)
})

test('kinds that follow one another act on what the ones before have made', async () => {
  const modules = (_: string, { type }: { type: string }): boolean => type === 'Linear' || type === 'Conv2d'
  const lora = await adapter({ kind: 'lora', modules, amplitude: 0.2 })
  const oft = await adapter({ kind: 'oft', modules, amplitude: 0.2 })
  const dora = await adapter({ kind: 'lora', dora: 'input', modules, amplitude: 0.2, seed: 2 })
  expect(await expectMerged([entry(lora, 1), entry(oft, 0.5), entry(dora, -0.5), entry(lora, 0.3)])).toBe(3)
})

test('low-rank products take the place of what another kind made', async () => {
  const [a, b] = [await adapter({ kind: 'lora', seed: 13 }), await adapter({ kind: 'loha', seed: 14 })]
  await fed(model, [entry(a, 1), entry(b, 0.5)])
  const stack = [entry(a, 0.7)]
  const actual = await fed(model, stack)
  for (const name of looked) {
    const { shape } = model.parameters.source.get(name)!
    const expected = fromData(await reference(stack, name), shape)
    expectCloseInScale(fromData(actual.get(name)!, shape), expected, tolerances.mergedWeight, name)
  }
})

test('linear kinds give the same sum in any order, and two copies are twice one', async () => {
  const [a, b] = [await adapter({ kind: 'lora', seed: 7 }), await adapter({ kind: 'loha', seed: 8 })]
  const [one, two] = [
    await fed(model, [entry(a, 1), entry(b, 0.5)]),
    await fed(model, [entry(b, 0.5), entry(a, 1)]),
  ]
  const [twice, double] = [await fed(model, [entry(a, 1), entry(a, 1)]), await fed(model, [entry(a, 2)])]
  for (const name of looked) {
    const { shape } = model.parameters.source.get(name)!
    const array = (values: ReadonlyMap<string, Float32Array>) => fromData(values.get(name)!, shape)
    expectCloseInScale(array(two), array(one), tolerances.mergedWeight, name)
    expectCloseInScale(array(twice), array(double), tolerances.mergedWeight, name)
  }
})

test('a slider merges what it touches, once; nothing is merged or compiled for a picture that follows', async () => {
  const a = await adapter({ kind: 'lora', seed: 9 })
  const b = await adapter({ kind: 'lora', seed: 10 })
  const unet = await model.program('denoiser')
  const before = programs.compiled
  const merges = async (stack: StackEntry[]): Promise<number> => {
    const start = model.parameters.mergeCount
    await applyStack(model, stack)
    await model.parameters.feeds(unet.parameters)
    return model.parameters.mergeCount - start
  }
  const [first, second] = [entry(a, 1), entry(b, 1)]
  expect(await merges([])).toBe(0)
  expect(await merges([first])).toBe(132)
  expect(await merges([first])).toBe(0)
  expect(await merges([{ ...first, textWeight: 0.2 }])).toBe(0)
  const middle = Array.from({ length: 26 }, (_, index) => (index === 13 ? 0 : 1))
  expect(await merges([{ ...first, blockWeights: middle }])).toBe(0)
  expect(await merges([first, second])).toBe(132)
  const compiled = model.parameters.programCount
  expect(await merges([second])).toBe(132)
  expect(await merges([])).toBe(0)
  expect(model.parameters.programCount).toBe(compiled)
  expect(await model.program('denoiser')).toBe(unet)
  expect(programs.compiled).toBe(before)
})

test('where parameters are constants, low-rank adapters are branches, others inputs; the network computes the same', async () => {
  const [branch, whole] = [
    await adapter({ kind: 'locon', seed: 11, amplitude: 0.2 }),
    await adapter({
      kind: 'loha',
      seed: 12,
      amplitude: 0.2,
      modules: (_, { path }) => path.endsWith('attn1.to_q'),
    }),
  ]
  const [first, second, third] = [entry(branch, 0.7), entry(branch, -0.2), entry(whole, 0.5)]
  const wave = (shape: number[]): Tensor => ({
    dtype: 'f32',
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)),
  })
  const inputs = { latent: wave([1, 4, 16, 16]), timestep: wave([1]), conditioning: wave([1, 77, 128]) }
  const run = async (on: LoadedModel, stack: StackEntry[]): Promise<[Program, Float32Array]> => {
    await applyStack(on, stack)
    const program = await on.program('denoiser')
    return [program, await float32Values((await program.run(inputs, on.parameters))['output']!)]
  }
  const constants = await open('constants')
  const made: Program[] = []
  for (const weight of [0.5, 0, 2]) {
    const stack = [first, second, { ...third, weight }].map((one) => ({
      ...one,
      weight: one.weight * weight,
    }))
    const [, expected] = await run(model, stack)
    const [program, actual] = await run(constants, stack)
    expectClose(actual, expected, tolerances.wholeModule)
    made.push(program)
  }
  expect(new Set(made).size).toBe(1)
  const fed = made[0]!.parameters
  expect(fed.filter((name) => !name.includes('#')).every((name) => name.endsWith('attn1.to_q.weight'))).toBe(
    true,
  )
  expect(fed.filter((name) => name.endsWith('#1.up'))).not.toEqual([])
  const [plain, base] = await run(constants, [])
  expect(plain.parameters).toEqual([])
  expectClose(base, (await run(model, []))[1], tolerances.wholeModule)
  await constants.close()
})
