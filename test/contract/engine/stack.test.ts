// A stack on the real engine and the demo model: what its weights, order, moments and absence do to a picture.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishedModules, type BaseModules } from '../../../src-main/adapters/reading/base-modules.ts'
import type { StackEntry } from '../../../src-main/contract/adapter.ts'
import { stackEntrySchema } from '../../../src-main/contract/adapter.ts'
import { generationRequestSchema, type GenerationRequest } from '../../../src-main/contract/generation.ts'
import { createWorkshop } from '../../../src-main/engine/workshop.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import { fileStamp } from '../../../src-main/files/file-stamp.ts'
import { drawingEngine, type DrawCall } from '../../support/drawing-engine.ts'
import { demoBase } from '../../support/demo-base.ts'
import { madeUpAdapterFile, madeUpTensors, type MadeUpAdapter } from '../../support/made-up-adapter.ts'
import { families } from '../../support/families.ts'
import { remark } from '../../../src-main/messages/table.ts'

const model = join(import.meta.dirname, '../../../models/emoji-diffusion-128.safetensors')
const afterStep = { do: (_step: number): void => undefined }
const workshop = createWorkshop()
const engine = drawingEngine(workshop, {
  progress: ({ phase, step }) => {
    if (phase === 'denoise') afterStep.do(step)
  },
})
let folder: string
let base: BaseModules
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-stack-'))
  base = await demoBase()
})
afterAll(async () => {
  await workshop.unload()
  await rm(folder, { recursive: true, force: true })
})

const adapter = (name: string, options: Omit<MadeUpAdapter, 'base'>): Promise<string> =>
  madeUpAdapterFile(folder, { base, amplitude: 0.1, ...options }, { name: `${name}.safetensors` })

function entry(path: string, weight: number, change: Partial<StackEntry> = {}): StackEntry {
  return stackEntrySchema.parse({ id: `e${++count}`, adapter: path, name: 'made-up', weight, ...change })
}

function call(stack: StackEntry[], change: Partial<GenerationRequest> = {}): DrawCall {
  afterStep.do = () => undefined
  count++
  return {
    jobId: `job-${count}`,
    request: generationRequestSchema.parse({
      model,
      prompt: 'panda',
      width: 64,
      height: 64,
      steps: 4,
      guidance: 4,
      sampler: 'euler',
      scheduler: 'normal',
      seed: '7',
      stack,
      ...change,
    }),
    device: 'cpu',
    outputs: [join(folder, `${count}.png`)],
    modelName: 'Emoji Diffusion 128',
  }
}

async function made(stack: StackEntry[], change: Partial<GenerationRequest> = {}): Promise<Buffer> {
  const { pictures } = await engine.draw(call(stack, change))
  return sharp(pictures[0]!.path).raw().toBuffer()
}

test('a LoRA changes the picture, at weight 0 and switched off it is the base pixel by pixel', async () => {
  const path = await adapter('plain', { kind: 'lora' })
  const before = await made([])
  const with1 = await made([entry(path, 1)])
  expect(with1.equals(before)).toBe(false)
  expect((await made([entry(path, 0)])).equals(before)).toBe(true)
  expect((await made([entry(path, 1, { on: false })])).equals(before)).toBe(true)
  expect((await made([entry(path, 1)])).equals(with1)).toBe(true)
  expect((await made([])).equals(before)).toBe(true)
})

test('the text encoder has its own weight', async () => {
  const path = await adapter('text', { kind: 'lora', seed: 2 })
  const before = await made([])
  const textOnly = await made([entry(path, 0, { textWeight: 1 })])
  const imageOnly = await made([entry(path, 1, { textWeight: 0 })])
  const both = await made([entry(path, 1, { textWeight: 1 })])
  expect(new Set([before, textOnly, imageOnly, both].map(String)).size).toBe(4)
  expect((await made([entry(path, 1, { textWeight: null })])).equals(both)).toBe(true)
})

test('block weights and schedules decide where and when an adapter acts', async () => {
  const path = await adapter('where', { kind: 'locon', seed: 3 })
  const [before, whole] = [await made([]), await made([entry(path, 1)])]
  const nowhere = entry(path, 1, { blockWeights: Array.from({ length: 17 }, () => 0) })
  expect((await made([nowhere])).equals(before)).toBe(true)
  const middle = await made([
    entry(path, 1, { blockWeights: [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0] }),
  ])
  const always = await made([entry(path, 1, { schedule: [{ at: 0.5, factor: 1 }] })])
  expect(always.equals(whole)).toBe(true)
  const fading = await made([
    entry(path, 1, {
      schedule: [
        { at: 0, factor: 1 },
        { at: 1, factor: 0 },
      ],
    }),
  ])
  expect(new Set([before, whole, middle, fading].map(String)).size).toBe(4)
})

test('steering acts from the next step on, and the picture says so', async () => {
  const path = await adapter('steered', { kind: 'loha', seed: 4, amplitude: 0.3 })
  const one = entry(path, 0)
  const [before, whole] = [await made([one]), await made([{ ...one, weight: 1, textWeight: 0 }])]
  const asked = call([{ ...one, textWeight: 0 }], { steps: 4 })
  const answers: Promise<boolean>[] = []
  afterStep.do = (step) => {
    if (step !== 2) return
    answers.push(engine.steer(asked.jobId, [{ ...one, id: 'stranger', weight: 3 }]))
    answers.push(engine.steer(asked.jobId, [{ ...one, weight: 1, textWeight: 0 }]))
  }
  const { pictures } = await engine.draw(asked)
  expect(await Promise.all(answers)).toEqual([false, true])
  const steered = await sharp(pictures[0]!.path).raw().toBuffer()
  expect(new Set([before, whole, steered].map(String)).size).toBe(3)
  const [first, ...more] = pictures[0]!.record.steered
  expect(more).toEqual([])
  expect(first!.entries).toEqual([{ id: one.id, weight: 1, textWeight: 0 }])
  expect([3, 4]).toContain(first!.step)
  expect(await engine.steer(asked.jobId, [{ ...one, weight: 1 }])).toBe(false)
})

test('a tag and its entry are one and act once; a tag without an entry is refused by name', async () => {
  const path = await adapter('ink', { kind: 'lora', seed: 5 })
  const tagged = entry(path, 0.8, { name: 'ink', fromTag: true })
  const card = await made([entry(path, 0.8)])
  expect((await made([tagged], { prompt: 'panda<lora:ink:0.8>' })).equals(card)).toBe(true)
  await expect(made([tagged], { prompt: 'panda <lora:ink:0.8> <lora:ink:0.8>' })).rejects.toMatchObject({
    code: 'prompt/adapter',
    message: expect.stringContaining('"ink"') as string,
  })
})

test('what acted is told with the file it was read from, and is in the record without paths', async () => {
  const path = await adapter('recorded', { kind: 'lokr', seed: 6 })
  const asked = call([entry(path, 0.5, { name: 'glass' })])
  const { pictures, warnings } = await engine.draw(asked)
  const { record, facts } = pictures[0]!
  const acted = { name: 'glass', kind: 'lokr', weight: 0.5, textWeight: 0.5, matched: 144, unmatched: 0 }
  expect(facts.adapters).toEqual([{ ...acted, artefact: path }])
  expect(record.adapters).toEqual([acted])
  expect(facts.read).toEqual([
    { id: model, stamp: await fileStamp(model) },
    { id: path, stamp: await fileStamp(path) },
  ])
  expect(record.request.stack.map((one) => one.adapter)).toEqual(['recorded.safetensors'])
  expect(warnings).toEqual([])
})

test('an adapter of another architecture, a damaged and a lost one are refused by name; a partial one warns', async () => {
  const sdxl = await madeUpAdapterFile(
    folder,
    {
      base: publishedModules(families.sdxl),
      modules: (_, { path }) => path.startsWith('down_blocks.1.attentions.0.transformer_blocks.0.attn2'),
    },
    { name: 'xl.safetensors' },
  )
  await expect(made([entry(sdxl, 1)])).rejects.toMatchObject({
    code: 'adapter/wrong-architecture',
    message: expect.stringMatching(/"xl".*SDXL.*SD 1/) as string,
  })
  const damaged = await adapter('damaged', { kind: 'lora', amplitude: NaN })
  await expect(made([entry(damaged, 1)])).rejects.toMatchObject({
    code: 'adapter/unusable',
    facts: { name: 'damaged', why: { code: 'adapter/not-finite' } },
  })
  const lost = await adapter('lost', { kind: 'lora' })
  await made([entry(lost, 1)])
  await rm(lost)
  await expect(made([entry(lost, 1)])).rejects.toMatchObject({
    code: 'adapter/missing',
    message: expect.stringContaining('"lost"') as string,
  })
  const partial = join(folder, 'partial.safetensors')
  const tensors = madeUpTensors({ base })
  tensors.set('lora_unet_nowhere.lora_down.weight', { dtype: 'f32', shape: [1, 1], data: Float32Array.of(1) })
  await writeTensorFile(partial, tensors)
  const { warnings } = await engine.draw(call([entry(partial, 1, { name: 'partial' })]))
  expect(warnings).toEqual([
    remark('adapter/partly-because', {
      name: 'partial',
      matched: 144,
      modules: 145,
      first: 'lora_unet_nowhere',
      because: remark('unmatched/no-such-module'),
    }),
  ])
})
