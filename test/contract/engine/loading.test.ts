// What is said while a model is read, by the real engine on the demo model: bytes of how many, where the
// runtime takes constants by itself, and where a training reads its base.
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainEntry, type Stack } from '../../../src-main/contract/adapter.ts'
import type { EngineProgress, LoadProgress } from '../../../src-main/contract/engine.ts'
import { generationRequestSchema } from '../../../src-main/contract/generation.ts'
import type { TrainingNews, TrainingProgress } from '../../../src-main/contract/training.ts'
import type { HeldModel } from '../../../src-main/engine/held-model.ts'
import { loadModel } from '../../../src-main/engine/loaded-model.ts'
import { runPictureJob } from '../../../src-main/engine/picture/picture-job.ts'
import { createProgramStore } from '../../../src-main/engine/runtime/program-store.ts'
import { createWorkshop } from '../../../src-main/engine/workshop.ts'
import { defaultLowerings } from '../../../src-main/graph/lowering/choices.ts'
import { createTextPass } from '../../../src-main/training/pass/create-text-pass.ts'
import { createTrainer } from '../../../src-main/training/run/trainer.ts'
import { engineCallOf } from '../../support/drawing-engine.ts'
import { demoBase, demoModel } from '../../support/demo-base.ts'
import { linearPass } from '../../support/linear-pass.ts'
import { madeUpAdapterFile } from '../../support/made-up-adapter.ts'
import { madePictures, smallRecipe, trainCall } from '../../support/training-run.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-loading-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function expectRising(read: readonly LoadProgress[]): void {
  const bytes = read.map((one) => one.bytes)
  expect(bytes).toEqual(bytes.toSorted((a, b) => a - b))
}

test('where parameters are constants, each network counts when the runtime has it, again when it is made again', async () => {
  const programs = createProgramStore()
  const plan = { provider: 'cpu', lowerings: defaultLowerings.cpu, resident: 'constants' } as const
  const model = await loadModel({ path: demoModel, vaePath: null, plan, programs })
  const held: HeldModel = { key: '', model, device: 'cpu', plan, previewMap: null, refusedBytes: null }
  async function drawn(stack: Stack): Promise<EngineProgress[]> {
    const heard: EngineProgress[] = []
    const request = generationRequestSchema.parse({
      ...{ model: demoModel, prompt: 'frog', width: 64, height: 64, seed: '1', stack },
      ...{ steps: 1, guidance: 5, sampler: 'euler', scheduler: 'normal' },
    })
    await runPictureJob(
      engineCallOf({ jobId: 'job', request, device: 'cpu', outputs: [], modelName: 'demo' }),
      { signal: new AbortController().signal, mode: null, steering: null },
      { progress: (progress) => heard.push(progress), picture: () => undefined, log: () => undefined },
      () => Promise.resolve(held),
    )
    return heard
  }
  try {
    const heard = await drawn([])
    const read = heard.flatMap(({ loading }) => loading ?? [])
    expectRising(read)
    const { of } = read[0]!
    expect(new Set(read.map((one) => one.of))).toEqual(new Set([of]))
    expect([read[0]!.bytes, read.at(-1)!.bytes]).toEqual([0, of])
    // The networks: words, denoiser, decoder.
    expect(new Set(read.map(({ bytes }) => bytes)).size).toBe(4)
    expect(heard.at(-1)!.loading).toBeUndefined()

    expect((await drawn([])).flatMap(({ loading }) => loading ?? [])).toEqual([])

    const adapter = await madeUpAdapterFile(folder, { base: await demoBase(), kind: 'lora', amplitude: 0.1 })
    const entry = plainEntry({ id: 'a', name: 'a', adapter, weight: 1 })
    const again = (await drawn([entry])).flatMap(({ loading }) => loading ?? [])
    // What it changes is made again, one network after the other: words and denoiser.
    expect(again.map(({ bytes }) => bytes < of)).toEqual([true, false, true, false])
    for (const { bytes, of: all, secondsLeft } of again) {
      expect(all).toBe(of)
      expect(secondsLeft).toEqual(bytes === of ? 0 : expect.any(Number))
    }
  } finally {
    await model.close()
  }
})

test('a training says how much of its base is read, while it is hashed and while its networks are loaded', async () => {
  const workshop = createWorkshop()
  const pictures = join(folder, 'pictures')
  await madePictures(pictures, 1)
  const heard: TrainingProgress[] = []
  const linear = linearPass()
  const trainer = createTrainer(
    {
      training(_, news: TrainingNews) {
        if (news.type === 'progress') heard.push(news.progress)
      },
    },
    workshop,
    {
      text: createTextPass,
      async denoising(options) {
        const pass = await linear(options)
        const names = [...options.parameters.source.list()].map(({ name }) => name)
        return {
          ...pass,
          async gradients(...asked) {
            await options.parameters.feeds(names.filter((name) => name.startsWith('unet.')))
            return pass.gradients(...asked)
          },
        }
      },
    },
  )
  await trainer.train(trainCall(folder, smallRecipe(pictures, { steps: 1 })))
  await workshop.unload()

  const { size } = await stat(demoModel)
  const hashed = heard.filter(({ loading }) => loading?.of === size)
  expect(hashed.map(({ phase }) => phase)).toContain('load')
  expectRising(hashed.map(({ loading }) => loading!))
  expect(hashed.at(-1)!.loading!.bytes).toBe(size)

  const read = heard.filter(({ loading }) => loading !== undefined && loading.of !== size)
  expectRising(read.map(({ loading }) => loading!))
  // The part that was asked for is counted with it: no decoder of pictures is.
  const of = [...new Set(read.map(({ loading }) => loading!.of))]
  expect(of).toEqual(of.toSorted((a, b) => a - b))
  expect(of.length).toBeGreaterThan(1)
  expect(of.at(-1)!).toBeLessThan(size)
  expect(read.at(-1)!.loading).toMatchObject({ bytes: of.at(-1)!, secondsLeft: 0 })
  expect(read.at(-1)!.phase).toBe('compile')
  // It is said to be over.
  const last = heard.findLastIndex(({ loading }) => loading !== undefined)
  expect(heard[last + 1]).toMatchObject({ phase: 'compile' })
})
