// Training inside the engine: between its steps pictures are made, with the same model and any stack, and nothing changes.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawingEngine } from '../../support/drawing-engine.ts'
import { plainEntry } from '../../../src-main/contract/adapter.ts'
import { generationRequestSchema } from '../../../src-main/contract/generation.ts'
import type { TrainingNews } from '../../../src-main/contract/training.ts'
import { createWorkshop } from '../../../src-main/engine/workshop.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { createTrainer } from '../../../src-main/training/run/trainer.ts'
import { demoModel } from '../../support/demo-base.ts'
import { comparableFile } from '../../support/trained-bytes.ts'
import { followRun, madePictures, newsOf, smallRecipe, trainCall } from '../../support/training-run.ts'
import { expectNear } from '../../support/close.ts'
import { tolerances } from '../../support/tolerances.ts'

const heard: TrainingNews[] = []
const whenHeard = { do: (_news: TrainingNews): void => undefined }
const news = {
  progress: () => undefined,
  picture: () => undefined,
  log: () => undefined,
  training: (_runId: string, told: TrainingNews) => {
    heard.push(told)
    whenHeard.do(told)
  },
}
const workshop = createWorkshop()
const engine = { ...drawingEngine(workshop), ...createTrainer(news, workshop) }
let folder: string
let pictures: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-engine-run-'))
  pictures = join(folder, 'pictures')
  await madePictures(pictures)
})
afterAll(async () => {
  await workshop.unload()
  await rm(folder, { recursive: true, force: true })
})

describe('the engine while it trains', () => {
  it('makes pictures between steps, shows samples, takes new ones, and learns what it would have learned alone', async () => {
    const recipe = smallRecipe(pictures, {
      steps: 6,
      samples: { every: 2, prompts: [{ prompt: 'cat face', steps: 2 }] },
      unet: { learningRate: 0.01 },
    })
    const call = trainCall(join(folder, 'together'), recipe)
    const adapters = join(demoModel, '../adapters')
    const [adapter] = (await readdir(adapters)).filter((name) => name.endsWith('.safetensors'))
    const stack = [plainEntry({ id: 'a', adapter: join(adapters, adapter!), name: 'other', weight: 1 })]
    const request = generationRequestSchema.parse({
      model: demoModel,
      prompt: 'pizza',
      width: 128,
      height: 128,
      steps: 2,
      guidance: 4,
      sampler: 'euler',
      scheduler: 'normal',
      seed: '3',
      stack,
    })
    const order: string[] = []
    let made: Promise<unknown> = Promise.resolve()
    whenHeard.do = (told) => {
      if (told.type !== 'step') return
      order.push(`step ${told.step.step}`)
      if (told.step.step === 2)
        made = engine
          .draw({
            jobId: 'picture',
            request,
            device: 'cpu',
            outputs: [join(folder, 'picture.png')],
            modelName: 'demo',
          })
          .then(() => order.push('picture'))
      if (told.step.step === 5)
        void engine.editSamples('run', {
          every: 6,
          prompts: [
            { ...recipe.samples.prompts[0]!, prompt: 'rocket' },
            { ...recipe.samples.prompts[0]!, seed: 2 },
          ],
        })
    }
    const result = await engine.train(call)
    await made
    expect(result).toMatchObject({ end: 'finished', step: 6, notices: [] })
    expect(order.indexOf('picture')).toBeLessThan(order.indexOf('step 6'))
    const samples = newsOf(heard, 'sample').map(({ sample }) => sample)
    expect(samples.map(({ step, prompt, sample }) => [step, prompt, sample.prompt])).toEqual([
      [0, 0, 'cat face'],
      [2, 0, 'cat face'],
      [4, 0, 'cat face'],
      // New prompts have pictures of the base, too, and numbers of their own: those of the old one stay.
      [0, 1, 'rocket'],
      [0, 2, 'cat face'],
      [6, 1, 'rocket'],
      [6, 2, 'cat face'],
    ])
    const shown = await Promise.all(samples.map(({ path }) => readFile(path)))
    expect(shown[1]!.equals(shown[0]!)).toBe(false)
    expect((await readdir(call.folder)).filter((name) => name.startsWith('.'))).toEqual([])

    const alone = trainCall(
      join(folder, 'alone'),
      smallRecipe(pictures, { steps: 6, unet: { learningRate: 0.01 } }),
    )
    const { result: lonely } = await followRun(alone)
    expect((await comparableFile(result.files[0]!.path)).tensors).toBe(
      (await comparableFile(lonely.files[0]!.path)).tensors,
    )

    // What was trained can be trained longer, in its own kind and rank alone.
    const longer = (rank: number) =>
      smallRecipe(pictures, {
        steps: 1,
        unet: { learningRate: 0 },
        optimizer: { weightDecay: 0 },
        adapter: { rank, alpha: rank, layers: 'attention', startFrom: result.files[0]!.path },
      })
    const { result: again } = await followRun(trainCall(join(folder, 'longer'), longer(2)))
    expect((await comparableFile(again.files[0]!.path)).tensors).toBe(
      (await comparableFile(result.files[0]!.path)).tensors,
    )
    await expect(followRun(trainCall(join(folder, 'other'), longer(4)))).rejects.toMatchObject({
      code: 'training/other-adapter',
    })
  }, 180_000)

  it('pauses when it is asked to, and refuses a second run meanwhile', async () => {
    const call = trainCall(join(folder, 'paused'), smallRecipe(pictures, { steps: 50 }))
    let second: Promise<unknown> = Promise.resolve()
    whenHeard.do = (told) => {
      if (told.type !== 'step' || told.step.step !== 1) return
      second = engine.train({ ...call, runId: 'other' }).catch((error: unknown) => error)
      void engine.stopTraining('run', 'paused')
    }
    expect(await engine.train(call)).toMatchObject({ end: 'paused', step: 1, steps: 50 })
    expect(await second).toMatchObject({ code: 'training/busy' })
  }, 60_000)

  it('measures a real step and leaves nothing behind', async () => {
    const recipe = smallRecipe(pictures, { steps: 100, batch: 2, data: { holdOut: 0.25 } })
    const cacheFolder = join(folder, 'measured')
    const before = await readdir(folder)
    const measure = await engine.measureTraining({
      runId: 'run',
      recipe,
      cacheFolder,
      captions: null,
      leftOut: [],
      device: 'cpu',
    })
    expect(measure).toMatchObject({ steps: 100, pictures: 3, heldOut: 1 })
    expectNear(measure.timesSeen, 200 / 3, tolerances.float64)
    expect(measure.secondsPerStep).toBeGreaterThan(0)
    expect(measure.setupSeconds).toBeGreaterThan(0)
    expect(measure.memoryBytes).toBeGreaterThan(100e6)
    expect((await readdir(folder)).filter((name) => !before.includes(name))).toEqual(['measured'])
    const trained = await openTensorFile(join(folder, 'longer', 'run', 'small.safetensors'))
    let count = 0
    for (const [name, { shape }] of trained.tensors)
      if (!name.endsWith('.alpha')) count += shape.reduce((product, extent) => product * extent, 1)
    await trained.close()
    expect(measure.parameters).toBe(count)
    expect(measure.fileBytes).toBeGreaterThan(2 * count)
  }, 60_000)
})

describe('a new word', () => {
  it('is learned, shown in samples, and written as other programs read it', async () => {
    const recipe = smallRecipe(pictures, {
      learn: 'embedding',
      adapter: {},
      embedding: { word: 'qxzd', vectors: 2, initial: 'red circle' },
      steps: 2,
      samples: { every: 2, prompts: [{ prompt: 'qxzd', steps: 2 }] },
    })
    const { result, news: told } = await followRun(trainCall(join(folder, 'word'), recipe))
    expect(result.files.map(({ kind, path }) => [kind, path])).toEqual([
      ['embedding', join(folder, 'word', 'run', 'qxzd.safetensors')],
    ])
    const file = await openTensorFile(result.files[0]!.path)
    expect(file.tensors.get('emb_params')?.shape).toEqual([2, 128])
    await file.close()
    const [base, learned] = await Promise.all(
      newsOf(told, 'sample').map(({ sample }) => readFile(sample.path)),
    )
    expect(learned!.equals(base!)).toBe(false)
  }, 60_000)
})
