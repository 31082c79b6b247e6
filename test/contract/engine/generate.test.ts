// The engine on the demo model: what it reports, what it saves, and what it keeps of a stopped run.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EngineProgress } from '../../../src-main/contract/engine.ts'
import { generationRequestSchema, type GenerationRequest } from '../../../src-main/contract/generation.ts'
import { createWorkshop } from '../../../src-main/engine/workshop.ts'
import { pngTexts } from '../../../src-main/files/bitmap.ts'
import { drawingEngine, type DrawCall } from '../../support/drawing-engine.ts'
import { averagedDown, correlation } from '../../support/picture-likeness.ts'

const model = join(import.meta.dirname, '../../../models/emoji-diffusion-128.safetensors')
const heard: EngineProgress[] = []
const saved: string[] = []
const afterStep = { do: (_step: number): void => undefined }
const workshop = createWorkshop()
const engine = drawingEngine(workshop, {
  progress: (progress) => {
    heard.push(progress)
    if (progress.phase === 'denoise' && progress.step > 0) afterStep.do(progress.step)
  },
  drawn: (path) => saved.push(path),
})
let folder: string
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-engine-'))
})
afterAll(async () => {
  await workshop.unload()
  await rm(folder, { recursive: true, force: true })
})

function request(change: Partial<GenerationRequest> = {}): GenerationRequest {
  return generationRequestSchema.parse({
    model,
    prompt: 'strawberry on a blue background',
    width: 128,
    height: 128,
    steps: 6,
    guidance: 5,
    sampler: 'euler',
    scheduler: 'normal',
    seed: '7',
    ...change,
  })
}

function call(change: Partial<GenerationRequest> = {}, more: Partial<DrawCall> = {}): DrawCall {
  heard.length = 0
  afterStep.do = () => undefined
  const asked = request(change)
  count++
  return {
    jobId: `job-${count}`,
    request: asked,
    device: 'cpu',
    outputs: Array.from({ length: asked.batch }, (_, index) => join(folder, `${count}-${index}.png`)),
    modelName: 'Emoji Diffusion 128',
    ...more,
  }
}

const pixels = async (path: string): Promise<Buffer> => sharp(path).raw().toBuffer()

test('progress goes through the phases, counts every step, and the last preview looks like the picture', async () => {
  const { pictures } = await engine.draw(call({ steps: 12 }, { previews: true }))
  expect([...new Set(heard.map((progress) => progress.phase))]).toEqual(['load', 'text', 'denoise', 'decode'])
  const read = heard.flatMap(({ loading }) => loading ?? [])
  expect(read.length).toBeGreaterThan(0)
  expect(read.map(({ bytes }) => bytes)).toEqual(read.map(({ bytes }) => bytes).toSorted((a, b) => a - b))
  expect(read.at(-1)!.bytes).toBe(read.at(-1)!.of)
  const steps = heard.filter((progress) => progress.phase === 'denoise' && progress.step > 0)
  expect(steps.map((progress) => progress.step)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
  expect(steps.at(-1)!.secondsLeft).toBe(0)
  const preview = steps.at(-1)!.preview!
  const picture = await averagedDown(pictures[0]!.path, preview.width, preview.height)
  expect(correlation(preview.rgb, picture)).toBeGreaterThanOrEqual(0.9)
})

test('the same request makes the same pixels, and a picture of a batch is the one its own seed makes', async () => {
  const first = await engine.draw(call({ batch: 2 }))
  expect(saved.slice(-2)).toEqual(first.pictures.map((picture) => picture.path))
  const again = await engine.draw(call({ batch: 2 }))
  const alone = await engine.draw(call({ seed: '8' }))
  const [one, two] = await Promise.all(first.pictures.map((picture) => pixels(picture.path)))
  expect(await pixels(again.pictures[0]!.path)).toEqual(one)
  expect(await pixels(alone.pictures[0]!.path)).toEqual(two)
  expect(one!.equals(two!)).toBe(false)
})

test('the PNG says how it was made: infotext for other programs, the whole record for us', async () => {
  const seed = (2n ** 64n - 1n).toString()
  const { pictures } = await engine.draw(call({ seed, batch: 2, steps: 2, negativePrompt: '文字' }))
  const texts = await Promise.all(pictures.map(async ({ path }) => pngTexts(await readFile(path))))
  expect(texts[0]!.get('parameters')).toContain(`Negative prompt: 文字\nSteps: 2, Sampler: Euler, `)
  expect(texts[0]!.get('parameters')).toContain(`Seed: ${seed}, Size: 128x128`)
  // Seeds wrap at 2^64.
  expect(texts[1]!.get('parameters')).toContain('Seed: 0, ')
  expect(JSON.parse(texts[0]!.get('lamina')!)).toEqual(pictures[0]!.record)
})

test('latents can be had beside the picture, for every picture of the batch', async () => {
  const { pictures } = await engine.draw(call({ batch: 2, steps: 2 }, { latents: true }))
  expect(pictures.map(({ latent }) => latent?.shape)).toEqual([
    [4, 16, 16],
    [4, 16, 16],
  ])
  for (const { latent } of pictures) expect(latent?.data.every(Number.isFinite)).toBe(true)
  expect((await engine.draw(call({ steps: 1 }))).pictures[0]?.latent).toBeUndefined()
})

test('cancelling leaves nothing behind, in the first step and in the last', async () => {
  for (const at of [1, 6]) {
    const asked = call()
    afterStep.do = (step) => {
      if (step === at) void engine.stop(asked.jobId, 'cancel')
    }
    await expect(engine.draw(asked)).rejects.toMatchObject({ code: 'job/cancelled' })
    const files = await readdir(folder)
    expect(files.filter((name) => name.includes(`${count}-0`))).toEqual([])
  }
})

test('a picture that is stopped and kept is saved as far as it came, and the batch goes on', async () => {
  const asked = call({ steps: 10, batch: 2 })
  let isFirst = true
  afterStep.do = (step) => {
    if (step !== 4 || !isFirst) return
    isFirst = false
    void engine.stop(asked.jobId, 'keep')
  }
  const { pictures, stopped } = await engine.draw(asked)
  expect(stopped).toBe(true)
  expect(pictures).toHaveLength(2)
  expect(pictures[0]!.record.stepsDone).toBeLessThan(10)
  expect(pictures[1]!.record.stepsDone).toBe(10)
  expect((await sharp(pictures[0]!.path).metadata()).width).toBe(128)
})

test('scheduling, alternation and AND act on the picture', async () => {
  const plain = await pixels((await engine.draw(call({ prompt: 'strawberry' }))).pictures[0]!.path)
  for (const prompt of ['[strawberry:panda:0.5]', '[strawberry|panda]', 'strawberry AND panda :0.5']) {
    const other = await pixels((await engine.draw(call({ prompt }))).pictures[0]!.path)
    expect(other.equals(plain), prompt).toBe(false)
  }
})

test('a size whose levels do not halve evenly works, and one picture can be wider than high', async () => {
  const { pictures } = await engine.draw(call({ width: 136, height: 104, steps: 2 }))
  expect(await sharp(pictures[0]!.path).metadata()).toMatchObject({ width: 136, height: 104 })
})

test('an adapter tag is refused by name, never dropped', async () => {
  await expect(engine.draw(call({ prompt: 'panda <lora:ink:0.8>' }))).rejects.toMatchObject({
    code: 'prompt/adapter',
    message: expect.stringContaining('"ink"') as string,
  })
})
