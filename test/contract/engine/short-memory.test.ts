// Memory that runs out in the middle of a batch: what was made stays, the rest is
// made with less, and what was steered holds.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/errors.ts'
import { stackEntrySchema } from '../../../src-main/contract/adapter.ts'
import type { EnginePicture } from '../../../src-main/contract/engine.ts'
import { generationRequestSchema } from '../../../src-main/contract/generation.ts'
import type { HeldModel } from '../../../src-main/engine/held-model.ts'
import { runPictureJob, type StopRequest } from '../../../src-main/engine/picture/picture-job.ts'
import { createWorkshop } from '../../../src-main/engine/workshop.ts'
import { engineCallOf, type DrawCall } from '../../support/drawing-engine.ts'
import { demoBase, demoModel } from '../../support/demo-base.ts'
import { expectClose } from '../../support/close.ts'
import { madeUpAdapterFile } from '../../support/made-up-adapter.ts'
import { tolerances } from '../../support/tolerances.ts'

const workshop = createWorkshop()
let folder: string
let adapter: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-memory-'))
  adapter = await madeUpAdapterFile(folder, { base: await demoBase(), kind: 'lora', amplitude: 0.1 })
})
afterAll(async () => {
  await workshop.unload()
  await rm(folder, { recursive: true, force: true })
})

const entry = stackEntrySchema.parse({ id: 'a', adapter: 'ink', name: 'a', weight: 0.5 })
const callFor = (profile: 'a1111' | 'comfyui'): DrawCall => ({
  jobId: 'job',
  request: generationRequestSchema.parse({
    ...{ model: demoModel, prompt: 'panda', width: 64, height: 64, steps: 3, guidance: 4, seed: '7' },
    ...{ sampler: 'euler', scheduler: 'normal', batch: 3, profile },
    stack: [{ ...entry, adapter }],
  }),
  device: 'cpu',
  outputs: [],
  modelName: 'demo',
})

/** `fails`: whether this decoding, counted from 1, finds no memory. */
async function run(
  profile: 'a1111' | 'comfyui',
  fails: (decoding: number) => boolean,
  { memoryBytes, remembered = null }: { memoryBytes?: number; remembered?: HeldModel | null } = {},
) {
  const pictures: EnginePicture[] = []
  const logs: string[] = []
  let decodings = 0
  const stop: StopRequest = { signal: new AbortController().signal, mode: null, steering: null }
  const held = await workshop.load({ path: demoModel, vaePath: null, device: 'cpu' })
  const scarce: HeldModel = {
    ...held,
    refusedBytes: remembered?.refusedBytes ?? null,
    model: {
      ...held.model,
      program: async (network, size) => {
        if (network === 'vae-decode' && fails(++decodings)) throw new AppError('engine/out-of-memory')
        return held.model.program(network, size)
      },
    },
  }
  const news = {
    progress: ({ image, step }: { image: number; step: number }) => {
      if (image === 0 && step === 1) stop.steering = [{ ...entry, adapter, weight: 1 }]
    },
    picture: (_: string, picture: EnginePicture) => pictures.push(picture),
    log: (_: string, message: string) => logs.push(message),
  }
  const result = await workshop.inTurn(() =>
    runPictureJob(
      { ...engineCallOf(callFor(profile)), ...(memoryBytes === undefined ? {} : { memoryBytes }) },
      stop,
      news,
      () => Promise.resolve(scarce),
    ),
  )
  const { sizeBytes } = held.model.parameters
  return { pictures, logs, result, sizeBytes, held: scarce }
}

for (const profile of ['a1111', 'comfyui'] as const)
  test(`in the profile of ${profile} each picture comes once, and as it would have come`, async () => {
    const calm = await run(profile, () => false)
    const scarce = await run(profile, (decoding) => decoding === 2)
    expect(scarce.logs).toEqual(['Out of memory: trying again with one text at a time.'])
    expect(scarce.pictures.map(({ facts }) => facts.index)).toEqual([0, 1, 2])
    const steered = { entries: [{ id: 'a', weight: 1, textWeight: null }] }
    for (const [index, { pixels, facts }] of scarce.pictures.entries()) {
      const { pixels: wanted, facts: known } = calm.pictures[index]!
      expect(facts).toMatchObject({ seed: known.seed, adapters: known.adapters, steered: [steered] })
      // ComfyUI's batch is denoised as one: what is made again has the new weights from its first step, and says so.
      if (profile === 'comfyui' && index > 0) expect(facts.steered[0]?.step).toBe(1)
      // One text at a time sums in another order.
      else expectClose(pixels.rgb, wanted.rgb, tolerances.bakedPixel, `picture ${index}`)
    }
  })

test('memory that runs out again and again goes down all the ways to need less, and is remembered', async () => {
  const { logs, pictures, held } = await run('a1111', (decoding) => decoding > 1 && decoding < 5)
  expect(logs).toEqual([
    'Out of memory: trying again with one text at a time.',
    'Out of memory: trying again with one text at a time and only the denoiser kept in memory.',
    'Out of memory: trying again with one text at a time and one network in memory.',
  ])
  expect(pictures.map(({ facts }) => facts.index)).toEqual([0, 1, 2])
  const after = await run('a1111', () => false, { remembered: held })
  expect(after.logs).toEqual(['Memory: one text at a time and one network in memory.'])
})

test('memory that runs out with every one of them ends the run by name', async () => {
  await expect(run('a1111', (decoding) => decoding > 1)).rejects.toMatchObject({
    code: 'engine/out-of-memory',
  })
})

test('a little memory is enough from the beginning: the same picture with one network at a time', async () => {
  const calm = await run('a1111', () => false)
  const { logs, pictures, sizeBytes } = await run('a1111', () => false, { memoryBytes: 1 })
  expect(logs).toEqual(['Memory: one text at a time and one network in memory.'])
  // Of the model only the autoencoder is left.
  expect(sizeBytes).toBeLessThan(calm.sizeBytes / 4)
  for (const [index, { pixels }] of pictures.entries())
    expectClose(pixels.rgb, calm.pictures[index]!.pixels.rgb, tolerances.bakedPixel, `picture ${index}`)
})
