// A stack on the real engine and the demo model: what its weights, order, moments and absence do to a picture.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BaseModules } from '../../../src-main/adapters/base-modules.ts'
import type { StackEntry } from '../../../src-main/contract/adapter.ts'
import type { EngineGenerateCall } from '../../../src-main/contract/engine.ts'
import { stackEntrySchema } from '../../../src-main/contract/adapter.ts'
import { generationRequestSchema, type GenerationRequest } from '../../../src-main/contract/generation.ts'
import { createEngine } from '../../../src-main/engine/engine.ts'
import { demoBase } from '../../support/demo-base.ts'
import { madeUpAdapterFile, type MadeUpAdapter } from '../../support/made-up-adapter.ts'

const model = join(import.meta.dirname, '../../../models/emoji-diffusion-128.safetensors')
const afterStep = { do: (_step: number): void => undefined }
const engine = createEngine({
  progress: ({ phase, step }) => {
    if (phase === 'denoise') afterStep.do(step)
  },
  picture: () => undefined,
  log: () => undefined,
})
let folder: string
let base: BaseModules
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-stack-'))
  base = await demoBase()
})
afterAll(async () => {
  await engine.unload()
  await rm(folder, { recursive: true, force: true })
})

const adapter = (name: string, options: Omit<MadeUpAdapter, 'base'>): Promise<string> =>
  madeUpAdapterFile(folder, { base, amplitude: 0.1, ...options }, { name: `${name}.safetensors` })

function entry(path: string, weight: number, change: Partial<StackEntry> = {}): StackEntry {
  return stackEntrySchema.parse({ id: `e${++count}`, adapter: path, name: 'made-up', weight, ...change })
}

function call(stack: StackEntry[], change: Partial<GenerationRequest> = {}): EngineGenerateCall {
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
  const { pictures } = await engine.generate(call(stack, change))
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
