// What a run leaves behind and how it ends, on the demo model with a network of one number in place of the UNet.
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineTrainCall } from '../../../src-main/contract/training.ts'
import type { LoadedModel } from '../../../src-main/engine/loaded-model.ts'
import { createWorkshop, type PinnedModel } from '../../../src-main/engine/workshop.ts'
import { tensorHash } from '../../../src-main/engine/rewrite/write-adapter-file.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import type { Tensor } from '../../../src-main/base/dtype.ts'
import { keepTraining } from '../../../src-main/training/run/keep.ts'
import { createTextPass } from '../../../src-main/training/pass/create-text-pass.ts'
import type { PassMakers } from '../../../src-main/training/run/preparation.ts'
import { demoModel } from '../../support/demo-base.ts'
import { linearPass, type AskedBatch } from '../../support/linear-pass.ts'
import { comparableFile } from '../../support/trained-bytes.ts'
import {
  followRun,
  madePictures,
  newsOf,
  smallRecipe,
  trainCall,
  type Followed,
  type FollowOptions,
} from '../../support/training-run.ts'

const makers: PassMakers = { denoising: linearPass(), text: createTextPass }
const workshop = createWorkshop()
let folder: string
let pictures: string
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-run-'))
  pictures = join(folder, 'pictures')
  await madePictures(pictures)
})
afterAll(async () => {
  await workshop.unload()
  await rm(folder, { recursive: true, force: true })
})

type Changes = Parameters<typeof smallRecipe>[1]

/** A call with a folder of its own; what is made of the pictures once is everyone's. */
function newCall(changes: Changes = {}, of = pictures): EngineTrainCall {
  const cacheFolder = join(folder, 'cache')
  return trainCall(join(folder, String(++count)), smallRecipe(of, changes), { cacheFolder })
}
const follow = (call: EngineTrainCall, options: FollowOptions = {}) =>
  followRun(call, { makers, workshop, ...options })

const finished = (call: EngineTrainCall): string => join(call.folder, 'small.safetensors')
const names = async (call: EngineTrainCall): Promise<string[]> => (await readdir(call.folder)).sort()

/** Stops a run behind a step. */
const stopAfter =
  (step: number, how: 'paused' | 'kept' | 'discarded'): NonNullable<FollowOptions['on']> =>
  (news, wishes) => {
    if (news.type === 'step' && news.step.step === step) wishes.stop = how
  }

describe('a run', () => {
  it('leaves files, a log, a state and its recipe; each step is told and kept', async () => {
    const call = newCall({ steps: 4, save: { type: 'f16', every: 2, stateEvery: 2 } })
    const { result, news } = await follow(call)
    expect(result).toMatchObject({ end: 'finished', step: 4, steps: 4, notices: [] })
    expect(await names(call)).toEqual([
      'log.jsonl',
      'pictures.json',
      'recipe.json',
      'small-step00000002.safetensors',
      'small.safetensors',
      'state.safetensors',
    ])
    expect(result.files.map(({ step, finished: last, kind }) => [step, last, kind])).toEqual([
      [2, false, 'adapter'],
      [4, true, 'adapter'],
    ])
    const told = newsOf(news, 'step').map(({ step }) => step)
    const log = (await readFile(join(call.folder, 'log.jsonl'), 'utf8')).trim().split('\n')
    expect(log.map((line) => JSON.parse(line) as unknown)).toEqual(told)
    expect(told.map(({ step, epoch }) => [step, epoch])).toEqual([1, 2, 3, 4].map((step) => [step, 1]))
    expect(newsOf(news, 'state-saved').map(({ step }) => step)).toEqual([2, 4])
    expect(JSON.parse(await readFile(join(call.folder, 'recipe.json'), 'utf8'))).toEqual(call.recipe)
  })

  it('writes kohya’s names and words, with the hashes of the tensors', async () => {
    const call = newCall({ save: { type: 'bf16', stateEvery: 2 }, captions: { trigger: 'qxz' } })
    await follow(call)
    const file = await openTensorFile(finished(call))
    const tensors = new Map<string, Tensor>()
    for (const [name, { dtype, shape }] of file.tensors)
      tensors.set(name, { dtype, shape, data: await file.readBytes(name) })
    await file.close()
    expect([...tensors.keys()].every((name) => name.startsWith('lora_unet_'))).toBe(true)
    expect([...new Set([...tensors.values()].map(({ dtype }) => dtype))].sort()).toEqual(['bf16'])
    expect(file.metadata.get('sshs_model_hash')).toBe(tensorHash(tensors))
    expect(file.metadata.get('sshs_legacy_hash')).toMatch(/^[0-9a-f]{8}$/)
    expect(file.metadata.get('ss_network_dim')).toBe('2')
    expect(file.metadata.get('ss_steps')).toBe('4')
    expect(file.metadata.get('ss_num_train_images')).toBe('4')
    expect(file.metadata.get('ss_sd_model_name')).toBe('Emoji Diffusion 128')
    expect(file.metadata.get('ss_new_sd_model_hash')).toMatch(/^[0-9a-f]{64}$/)
    expect(file.metadata.get('modelspec.trigger_phrase')).toBe('qxz')
  })

  it('saves the average of the factors where one is kept', async () => {
    const last = async (changes: Changes) => {
      const call = newCall(changes)
      await follow(call)
      return (await comparableFile(finished(call))).tensors
    }
    expect(await last({ emaDecay: 0.5 })).not.toBe(await last({}))
    expect(await last({ emaDecay: 0 })).toBe(await last({}))
  })

  it('saves at the end of epochs', async () => {
    const call = newCall({ steps: 9, save: { everyEpochs: 1, stateEvery: 100 } })
    const { result } = await follow(call)
    expect(result.files.map(({ step, epoch }) => [step, epoch])).toEqual([
      [4, 1],
      [8, 2],
      [9, 3],
    ])
  })

  it('gives the same tensors for the same recipe, and others for another seed', async () => {
    const tensors = async (changes: Changes) => {
      const call = newCall(changes)
      await follow(call)
      return (await comparableFile(finished(call))).tensors
    }
    const first = await tensors({})
    expect(await tensors({})).toBe(first)
    expect(await tensors({ seed: 7 })).not.toBe(first)
  })

  it('measures pictures kept aside with the same questions each time', async () => {
    const call = newCall({ steps: 4, unet: { learningRate: 0 }, data: { holdOut: 0.25, holdOutEvery: 2 } })
    const { news } = await follow(call)
    const losses = newsOf(news, 'step').map(({ step }) => step.heldOutLoss)
    expect(losses[0]).toBeUndefined()
    expect(losses[1]).toBeGreaterThan(0)
    expect(losses[3]).toBe(losses[1])
  })
})

describe('stopping', () => {
  it('pauses with a state, from which the run ends as if nothing had happened', async () => {
    const changes: Changes = { steps: 6, batch: 2, accumulation: 2, save: { type: 'f32', stateEvery: 100 } }
    const whole = newCall(changes)
    await follow(whole)
    const call = newCall(changes)
    const paused = await follow(call, { on: stopAfter(3, 'paused') })
    expect(paused.result).toMatchObject({ end: 'paused', step: 3 })
    expect(await names(call)).not.toContain('small.safetensors')
    const resumed = await follow({ ...call, mode: 'resume' })
    expect(newsOf(resumed.news, 'step').map(({ step }) => step.step)).toEqual([4, 5, 6])
    expect(await comparableFile(finished(call))).toEqual(await comparableFile(finished(whole)))
  })

  it('keeps the adapter as it is, or leaves nothing', async () => {
    const kept = newCall({ save: { type: 'f32', stateEvery: 100 } })
    const { result } = await follow(kept, { on: stopAfter(2, 'kept') })
    expect(result).toMatchObject({ end: 'kept', step: 2, files: [{ step: 2, finished: true }] })
    expect(await names(kept)).toContain('small.safetensors')
    const gone = newCall({ save: { type: 'f32', stateEvery: 100 } })
    expect((await follow(gone, { on: stopAfter(2, 'discarded') })).result).toMatchObject({
      end: 'discarded',
      files: [],
    })
    expect(await names(gone)).toEqual(['log.jsonl', 'pictures.json', 'recipe.json'])
  })

  it('keeps what a resting run has learned at the step of its state, whoever asks', async () => {
    const changes: Changes = { steps: 6, emaDecay: 0.9, save: { type: 'f32', stateEvery: 100 } }
    const kept = newCall(changes)
    await follow(kept, { on: stopAfter(3, 'kept') })
    const [resting, resumed] = [newCall(changes), newCall(changes)]
    for (const call of [resting, resumed]) await follow(call, { on: stopAfter(3, 'paused') })

    const atOnce = await keepTraining(resting.folder)
    // A run that is taken up is stopped before it has made a step.
    const { result, news } = await follow(
      { ...resumed, mode: 'resume' },
      { on: (_news, wishes) => void (wishes.stop = 'kept') },
    )
    expect(newsOf(news, 'step')).toEqual([])
    for (const [call, end] of [
      [resting, atOnce],
      [resumed, result],
    ] as const) {
      expect(end).toMatchObject({ end: 'kept', step: 3, steps: 6, files: [{ step: 3, finished: true }] })
      expect(await comparableFile(finished(call))).toEqual(await comparableFile(finished(kept)))
    }
  })

  it('says by name that the base is gone, without which nothing can be kept', async () => {
    const base = join(folder, 'base.safetensors')
    await copyFile(demoModel, base)
    const call = newCall({ base })
    await follow(call, { on: stopAfter(2, 'paused') })
    await rm(base)
    await expect(keepTraining(call.folder)).rejects.toMatchObject({ code: expect.stringMatching(/^file\//) })
  })

  it('refuses to start over a state, and to resume another recipe or another base, by name', async () => {
    const call = newCall({ steps: 4 })
    await follow(call, { on: stopAfter(2, 'paused') })
    await expect(follow(call)).rejects.toMatchObject({ code: 'training/has-state' })
    const other = smallRecipe(pictures, { steps: 4, unet: { learningRate: 0.5 } })
    await expect(follow({ ...call, recipe: other, mode: 'resume' })).rejects.toMatchObject({
      code: 'training/other-recipe',
      details: { fields: ['unet.learningRate'] },
    })
    const samples = smallRecipe(pictures, {
      steps: 4,
      samples: { every: 50, prompts: [{ prompt: 'cat face', steps: 1 }] },
    })
    const { result } = await follow({ ...call, recipe: samples, mode: 'resume' })
    expect(result.end).toBe('finished')
  })

  it('refuses a damaged state by name', async () => {
    const call = newCall({ steps: 4 })
    await follow(call, { on: stopAfter(2, 'paused') })
    const bytes = await readFile(join(call.folder, 'state.safetensors'))
    await writeFile(join(call.folder, 'state.safetensors'), bytes.subarray(0, bytes.length / 2))
    await expect(follow({ ...call, mode: 'resume' })).rejects.toMatchObject({
      code: 'training/damaged-state',
    })
  })
})

describe('samples', () => {
  const samplesOf = (prompts: string[], steps = 1) => ({
    every: 2,
    prompts: prompts.map((prompt) => ({ prompt, steps, width: 64, height: 64 })),
  })
  const told = ({ news }: Followed): string[] =>
    newsOf(news, 'sample').map(({ sample }) => `${sample.step} ${sample.sample.prompt}`)
  const pixels = (call: EngineTrainCall, name: string): Promise<Buffer> =>
    sharp(join(call.folder, 'samples', name))
      .raw()
      .toBuffer()

  it('of a round that was broken off are made when the run goes on; a new prompt gets its base, too', async () => {
    const call = newCall({ samples: samplesOf(['one', 'two']), save: { type: 'f32', stateEvery: 100 } })
    const cut = await follow(call, {
      on(news, wishes) {
        if (news.type === 'sample' && news.sample.step === 2) wishes.stop = 'paused'
      },
    })
    expect(told(cut)).toEqual(['0 one', '0 two', '2 one'])
    expect(cut.result).toMatchObject({ end: 'paused', step: 2 })

    const { samples } = smallRecipe(pictures, { samples: samplesOf(['one', 'two', 'three']) })
    const recipe = { ...call.recipe, samples }
    const gone = await follow({ ...call, recipe, mode: 'resume' })
    expect(told(gone)).toEqual(['0 three', '2 two', '2 three', '4 one', '4 two', '4 three'])

    const whole = { ...newCall(), recipe }
    expect(told(await follow(whole))).toHaveLength(9)
    for (const name of ['00000002-1.png', '00000004-0.png'])
      expect((await pixels(call, name)).equals(await pixels(whole, name)), name).toBe(true)
  })

  it('are made again where the picture is gone', async () => {
    const call = newCall({ samples: samplesOf(['one']) })
    await follow(call, { on: stopAfter(3, 'paused') })
    await rm(join(call.folder, 'samples', '00000000-0.png'))
    expect(told(await follow({ ...call, mode: 'resume' }))).toEqual(['0 one', '4 one'])
  })

  it('do not keep a person waiting who stops', async () => {
    const call = newCall({ samples: samplesOf(['one'], 150) })
    let stop = (): void => undefined
    let denoised = 0
    const counting = async (pinned: PinnedModel): Promise<PinnedModel> => {
      const { model } = pinned.held
      const program: LoadedModel['program'] = async (network, size) => {
        const made = await model.program(network, size)
        if (network !== 'denoiser') return made
        const run: typeof made.run = (...given) => {
          if (++denoised === 3) stop()
          return made.run(...given)
        }
        return { ...made, run }
      }
      return { ...pinned, held: { ...pinned.held, model: { ...model, program } } }
    }
    const kept = await follow(call, {
      workshop: { ...workshop, pin: async (wish) => counting(await workshop.pin(wish)) },
      on(_news, wishes) {
        stop = () => (wishes.stop = 'paused')
      },
    })
    expect(told(kept)).toEqual([])
    expect(kept.result).toMatchObject({ end: 'paused', step: 0 })
    expect(denoised).toBeGreaterThanOrEqual(3)
    // The step it is at is ended, whose words may go through the network one after the other.
    expect(denoised).toBeLessThanOrEqual(4)
  })
})

describe('what goes wrong', () => {
  it.each(['loss', 'gradient'] as const)(
    'a %s that is not a number stops the run and writes nothing over the last state',
    async (what) => {
      const call = newCall({ steps: 6, save: { type: 'f32', stateEvery: 2 } })
      let passes = 0
      const broken: PassMakers = {
        text: createTextPass,
        async denoising(options) {
          const pass = await linearPass()(options)
          return {
            ...pass,
            async gradients(...given) {
              const made = await pass.gradients(...given)
              if (++passes < 5) return made
              if (what === 'loss') return { ...made, loss: NaN }
              made.gradient[3] = Infinity
              return made
            },
          }
        },
      }
      await expect(follow(call, { makers: broken })).rejects.toMatchObject({
        code: 'training/not-finite',
        hint: expect.stringContaining('learning rate') as string,
      })
      const state = await openTensorFile(join(call.folder, 'state.safetensors'))
      expect(state.metadata.get('step')).toBe('4')
      await state.close()
      expect(await names(call)).not.toContain('small.safetensors')
      expect((await follow({ ...call, mode: 'resume' })).result.end).toBe('finished')
    },
  )

  it('a picture that vanishes is left out with a notice, and without any the run stops', async () => {
    const own = join(folder, 'vanishing')
    const paths = await madePictures(own)
    const changes: Changes = {
      steps: 12,
      data: { randomCrop: true, width: 64, height: 128 },
      save: { type: 'f32', stateEvery: 100 },
    }
    const call = newCall(changes, own)
    const { result, news } = await follow(call, {
      async on(told) {
        if (told.type === 'step' && told.step.step === 1) await rm(paths[2]!)
      },
    })
    expect(result).toMatchObject({ end: 'finished', step: 12 })
    expect(newsOf(news, 'notice').map(({ notice: { code, path } }) => [code, path])).toEqual([
      ['training/picture-gone', paths[2]],
    ])
    const all = newCall(changes, own)
    await expect(
      follow(all, {
        async on(told) {
          if (told.type === 'step' && told.step.step === 1)
            await Promise.all(paths.map((path) => rm(path, { force: true })))
        },
      }),
    ).rejects.toMatchObject({ code: 'training/no-pictures' })
  })

  it('a caption that is not text, and a file that is not a picture, are noticed', async () => {
    const own = join(folder, 'odd')
    const [first] = await madePictures(own)
    await writeFile(first!.replace('.png', '.txt'), Uint8Array.of(0xff, 0xd8, 0x00, 0x81))
    await writeFile(join(own, 'broken.png'), 'no picture')
    const { result } = await follow(newCall({}, own))
    expect(result.notices.map(({ code }) => code).sort()).toEqual([
      'dataset/caption-not-text',
      'picture/unreadable',
    ])
  })

  it('damaged cache files are made anew', async () => {
    const call = { ...newCall(), cacheFolder: join(folder, 'damaged') }
    await follow(call)
    const cached = (await readdir(call.cacheFolder, { recursive: true }))
      .filter((name) => name.endsWith('.safetensors'))
      .map((name) => join(call.cacheFolder, name))
    expect(cached.length).toBe(8)
    for (const [index, path] of cached.entries()) {
      const bytes = await readFile(path)
      if (index % 2 === 0) await writeFile(path, bytes.subarray(0, bytes.length - 9))
      else await writeFile(path, Buffer.concat([bytes.subarray(0, 8), Buffer.alloc(bytes.length - 8, 1)]))
    }
    const again = { ...newCall(), cacheFolder: call.cacheFolder }
    await follow(again)
    expect((await comparableFile(finished(again))).tensors).toBe(
      (await comparableFile(finished(call))).tensors,
    )
    const lengths = await Promise.all(
      cached.map(async (path) => (await readFile(path)).subarray(8, 9).toString()),
    )
    expect(lengths).toEqual(cached.map(() => '{'))
  })

  it('what the recipe cannot have is refused by name', async () => {
    const bad = async (changes: Changes) => follow(newCall(changes))
    await expect(bad({ adapter: { startFrom: join(folder, 'nowhere.safetensors') } })).rejects.toMatchObject({
      code: 'file/missing',
    })
  })
})

describe('the pictures', () => {
  it('come with the captions and without the pictures that the call says', async () => {
    const call = newCall()
    const [first, second] = (await readdir(pictures))
      .filter((name) => name.endsWith('.png'))
      .map((name) => join(pictures, name))
    await follow({ ...call, captions: { [first!]: 'said here' }, leftOut: [second!] })
    const written = JSON.parse(await readFile(join(call.folder, 'pictures.json'), 'utf8')) as {
      training: { path: string; caption: string }[]
    }
    expect(written.training.map(({ path }) => path)).not.toContain(second)
    expect(written.training.find(({ path }) => path === first)?.caption).toBe('said here')
    expect(written.training).toHaveLength(3)
  })

  it('of the class are made, counted, and made up for when some are missing', async () => {
    const asked: AskedBatch[] = []
    const counting: PassMakers = { denoising: linearPass(asked), text: createTextPass }
    const prior = { prompt: 'cat face', count: 2, weight: 0.5 }
    const call = newCall({ steps: 8, prior, data: { width: 64, height: 64 } })
    const made = await follow(call, { makers: counting })
    expect(
      newsOf(made.news, 'progress').filter(({ progress }) => progress.phase === 'class-pictures'),
    ).toHaveLength(2)
    expect(await readdir(join(call.folder, 'class'))).toEqual(['class-00001.png', 'class-00002.png'])
    // Four of each in an epoch of eight.
    expect(asked.map(({ weight }) => weight[0]).sort()).toEqual([0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1])
    await rm(join(call.folder, 'class', 'class-00001.png'))
    await rm(join(call.folder, 'state.safetensors'))
    const again = await follow(call, { makers: counting })
    expect(
      newsOf(again.news, 'progress').filter(({ progress }) => progress.phase === 'class-pictures'),
    ).toHaveLength(1)
  }, 120_000)

  it('are learned only where the mask is light', async () => {
    const own = join(folder, 'masked')
    await madePictures(own, 1)
    await madePictures(join(own, 'mask'), 1)
    const asked: AskedBatch[] = []
    const call = newCall({ steps: 1, data: { masks: { from: 'files', unmaskedWeight: 0.25 } } }, own)
    await follow(call, { makers: { denoising: linearPass(asked), text: createTextPass } })
    const mask = asked[0]!.mask!
    // The disc is dark, what lies around it white.
    expect(mask[0]).toBe(1)
    expect(Math.min(...mask)).toBeGreaterThanOrEqual(0.25)
    expect(Math.min(...mask)).toBeLessThan(0.7)
  })
})
