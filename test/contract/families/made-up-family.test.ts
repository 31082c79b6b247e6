// A fourth family, made up in this folder and handed in: from its checkpoint to a picture, with an adapter.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recogniseAdapter } from '../../../src-main/adapters/about/recognise.ts'
import { moduleName } from '../../../src-main/adapters/names/write-names.ts'
import { baseModules, publishedModules } from '../../../src-main/adapters/reading/base-modules.ts'
import { readAdapter } from '../../../src-main/adapters/reading/read-adapter.ts'
import { blockProfile } from '../../../src-main/adapters/strength/block-profile.ts'
import { builtInFamilies } from '../../../src-main/architectures/families/families.ts'
import { defaultSize, detectCheckpoint, modelOf } from '../../../src-main/architectures/recognising/detect.ts'
import type { Tensor } from '../../../src-main/base/dtype.ts'
import { stackEntrySchema, type StackEntry } from '../../../src-main/contract/adapter.ts'
import { generationRequestSchema, type GenerationRequest } from '../../../src-main/contract/generation.ts'
import { createWorkshop } from '../../../src-main/engine/workshop.ts'
import { pngTexts } from '../../../src-main/files/bitmap.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import { planSampling } from '../../../src-main/sampling/plan.ts'
import { samplingProfiles } from '../../../src-main/sampling/profiles/table.ts'
import { drawingEngine } from '../../support/drawing-engine.ts'
import { expectClose } from '../../support/close.ts'
import { goldenTensor } from '../../support/golden-checkpoint.ts'
import { lastLatent, silentNoise } from '../../support/sampling.ts'
import { tolerances } from '../../support/tolerances.ts'
import { mosaic } from './mosaic-family.ts'
import { flow, flowSchedule, timeOf } from './mosaic-noise.ts'
import { modelParameters } from '../../support/model-parameters.ts'
import { inEnglish } from '../../support/said.ts'

const families = [...builtInFamilies, mosaic]
const workshop = createWorkshop(families)
const engine = drawingEngine(workshop)
let folder: string
let checkpoint: string
let adapter: string
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-mosaic-'))
  checkpoint = join(folder, 'mosaic.safetensors')
  const tensors = new Map<string, Tensor>()
  for (const [name, { shape }] of modelParameters(mosaic.published))
    tensors.set(name, { dtype: 'f32', shape, data: goldenTensor(name, shape, { seed: 1, dtype: 'F32' }) })
  await writeTensorFile(checkpoint, tensors)
  adapter = join(folder, 'second-tile.safetensors')
  await writeTensorFile(adapter, loraOf(/^tiles\.1\.to_/))
})
afterAll(async () => {
  await workshop.unload()
  await rm(folder, { recursive: true, force: true })
})

/** In the names that kohya's trainers would write. */
function loraOf(pick: RegExp): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>()
  for (const [component, modules] of publishedModules(mosaic).modules) {
    for (const module of modules.filter(({ path }) => pick.test(path))) {
      const [out = 1, inputs = 1] = module.weight
      const stem = moduleName('kohya', component, module, mosaic)
      const factor = (name: string, shape: number[]): void => {
        const full = `${stem}.${name}.weight`
        tensors.set(full, { dtype: 'f32', shape, data: goldenTensor(full, shape, { seed: 2, dtype: 'F32' }) })
      }
      factor('lora_down', [2, inputs])
      factor('lora_up', [out, 2])
    }
  }
  return tensors
}

function entry(weight: number, change: Partial<StackEntry> = {}): StackEntry {
  return stackEntrySchema.parse({ id: `e${++count}`, adapter, name: 'second-tile', weight, ...change })
}

async function made(change: Partial<GenerationRequest> = {}): Promise<{ png: Buffer; pixels: Buffer }> {
  const path = join(folder, `${++count}.png`)
  const request = generationRequestSchema.parse({
    model: checkpoint,
    prompt: 'a pattern of tiles',
    width: 64,
    height: 80,
    steps: 4,
    guidance: 3,
    sampler: 'euler',
    scheduler: 'simple',
    seed: '7',
    ...change,
  })
  const { pictures } = await engine.draw({
    jobId: `job-${count}`,
    request,
    device: 'cpu',
    outputs: [path],
    modelName: 'Mosaic',
    previews: true,
  })
  const saved = pictures[0]!.path
  return { png: await readFile(saved), pixels: await sharp(saved).raw().toBuffer() }
}

describe('its checkpoint', () => {
  test('is recognised, and its sizes are read', async () => {
    const file = await openTensorFile(checkpoint)
    const detection = detectCheckpoint(file, {}, families)
    await file.close()
    expect(detection).toMatchObject({ architecture: 'mosaic', predictionType: 'flow' })
    expect(inEnglish(detection.label)).toBe('Mosaic')
    expect(detection.why.map(inEnglish)).toContain('Nothing says otherwise: it predicts flow.')
    expect(detection.problem).toBeNull()
    expect(detection.tensors.leftovers).toEqual([])
    expect(Object.keys(Object.fromEntries(detection.tensors.parameterCounts))).toEqual([
      'transformer',
      'text_encoder',
      'vae',
    ])
    const { denoiser, textEncoders, vae } = modelOf(detection)
    expect(denoiser.sizes).toEqual(mosaic.published.denoiser.sizes)
    expect(textEncoders).toEqual(mosaic.published.textEncoders)
    expect(vae).toEqual(mosaic.published.vae)
    expect(defaultSize(detection)).toEqual({ width: 64, height: 64 })
  })

  test('is refused by name where the family is not handed in', async () => {
    const file = await openTensorFile(checkpoint)
    expect(() => detectCheckpoint(file)).toThrow(
      expect.objectContaining({ code: 'checkpoint/not-a-checkpoint' }),
    )
    await file.close()
  })
})

describe('its picture', () => {
  test('is made in the size that was asked for, the same again, and another for other words', async () => {
    const first = await made()
    const { width, height } = await sharp(first.png).metadata()
    expect([width, height]).toEqual([64, 80])
    expect((await made()).pixels).toEqual(first.pixels)
    expect((await made({ prompt: 'a single dot' })).pixels).not.toEqual(first.pixels)
    expect((await made({ seed: '8' })).pixels).not.toEqual(first.pixels)
  })

  test('says which family made it', async () => {
    const texts = pngTexts((await made()).png)
    expect(JSON.parse(texts.get('lamina')!)).toMatchObject({ model: { architecture: 'mosaic' } })
  })

  test('has a size that its VAE can draw', async () => {
    const wide = await made({ width: 72, height: 104, profile: 'comfyui' })
    expect(await sharp(wide.png).metadata()).toMatchObject({ width: 72, height: 104 })
  })
})

describe('its adapter', () => {
  test('is told from those of other families, and its blocks are listed', async () => {
    const file = await openTensorFile(adapter)
    const { family, why, otherKind } = recogniseAdapter(file, families)
    expect(otherKind).toBeNull()
    expect(family).toBe(mosaic)
    expect(why.map(inEnglish)).toEqual(['Its shapes fit Mosaic (4 of 4 modules).'])
    expect(recogniseAdapter(file).family).toBeNull()
    const base = baseModules(mosaic, mosaic.published)
    const contents = await readAdapter(file, base)
    expect(contents.unmatched).toEqual([])
    const { blocks } = await blockProfile(file, contents.modules, base)
    await file.close()
    expect(blocks).toEqual([0, 0, 1, 0, 0])
  })

  test('changes the picture by its weight and by that of its block', async () => {
    const plain = await made()
    const full = await made({ stack: [entry(1)] })
    expect(full.pixels).not.toEqual(plain.pixels)
    expect((await made({ stack: [entry(0)] })).pixels).toEqual(plain.pixels)
    expect((await made({ stack: [entry(1, { blockWeights: [1, 1, 0, 1, 1] })] })).pixels).toEqual(
      plain.pixels,
    )
    expect((await made({ stack: [entry(1, { blockWeights: [0, 0, 1, 0, 0] })] })).pixels).toEqual(full.pixels)
    expect((await made({ stack: [entry(1, { blockWeights: [1, 1, 1] })] })).pixels).toEqual(plain.pixels)
  })
})

test('Euler’s steps are those of flow matching in its own time', async () => {
  const schedule = flowSchedule()
  const plan = planSampling({
    sampler: 'euler',
    scheduler: 'simple',
    steps: 6,
    profile: samplingProfiles.comfyui,
    schedule,
    parameterisation: flow,
  })
  /** Noise minus picture, as some network would say it of what it is shown at time t. */
  const velocity = (shown: Float32Array, t: number): Float32Array =>
    shown.map((value) => 0.7 * value + 0.2 * Math.sin(3 * value) - 0.1 * t)
  const noise = Float32Array.of(0.3, -1.2, 0.8, 2.1)
  const last = await lastLatent(plan.run, {
    x: plan.scaleNoise(noise),
    sigmas: plan.sigmas,
    denoise: (x, sigma) => {
      const shown = x.map((value) => flow.inputScale(sigma) * value)
      return Promise.resolve(flow.denoised(x, sigma, velocity(shown, timeOf(sigma))))
    },
    noise: silentNoise(),
  })
  let x: Float32Array = noise
  const times = [...plan.sigmas].map(timeOf)
  for (const [index, t] of times.slice(0, -1).entries()) {
    const step = times[index + 1]! - t
    const v = velocity(x, t)
    x = x.map((value, i) => value + step * v[i]!)
  }
  expectClose(last, x, tolerances.samplerTrajectory)
})
