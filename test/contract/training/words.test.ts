// New words on the demo model, with the real network: learned alone, learned with an adapter, and said in prompts.
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawingEngine, type DrawCall } from '../../support/drawing-engine.ts'
import { embeddingWords } from '../../../src-main/catalog/embeddings/embedding-words.ts'
import { plainEntry } from '../../../src-main/contract/adapter.ts'
import { generationRequestSchema } from '../../../src-main/contract/generation.ts'
import type { RecipeInput } from '../../../src-main/contract/recipe.ts'
import { readEmbeddingWord } from '../../../src-main/engine/picture/embedding-file.ts'
import { createWorkshop } from '../../../src-main/engine/workshop.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { demoModel } from '../../support/demo-base.ts'
import { followRun, madePictures, newsOf, smallRecipe, trainCall } from '../../support/training-run.ts'

/** As small as shows it: nobody looks at these pictures. */
const size = { width: 64, height: 64 }
const workshop = createWorkshop()
const engine = drawingEngine(workshop)
let folder: string
let pictures: string
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-words-'))
  pictures = join(folder, 'pictures')
  await madePictures(pictures)
})
afterAll(async () => {
  await workshop.unload()
  await rm(folder, { recursive: true, force: true })
})

/** With `pauseAt` the run is stopped behind that step and resumed. */
async function train(changes: Omit<Partial<RecipeInput>, 'data'>, pauseAt?: number) {
  const call = trainCall(join(folder, String(++count)), smallRecipe(pictures, { ...changes, data: size }))
  if (pauseAt !== undefined) {
    const { result } = await followRun(call, {
      workshop,
      on: (news, wishes) => {
        if (news.type === 'step' && news.step.step === pauseAt) wishes.stop = 'paused'
      },
    })
    expect(result).toMatchObject({ end: 'paused', step: pauseAt })
  }
  const mode = pauseAt === undefined ? 'start' : 'resume'
  return { ...(await followRun({ ...call, mode }, { workshop })), folder: call.folder }
}
const pixelsOf = (path: string): Promise<Buffer> => sharp(path).raw().toBuffer()

async function picture(prompt: string, embeddings: DrawCall['embeddings'], adapter?: string) {
  const output = join(folder, `picture-${++count}.png`)
  const stack = adapter === undefined ? [] : [plainEntry({ id: 'a', adapter, name: 'a', weight: 1 })]
  const asked = { model: demoModel, ...size, steps: 3, guidance: 5, seed: '7', stack }
  await engine.draw({
    jobId: `job-${count}`,
    request: generationRequestSchema.parse({ ...asked, prompt, sampler: 'euler', scheduler: 'normal' }),
    device: 'cpu',
    outputs: [output],
    modelName: 'Emoji Diffusion 128',
    ...(embeddings === undefined ? {} : { embeddings }),
  })
  return pixelsOf(output)
}

async function tensorsOf(path: string): Promise<Map<string, Float32Array>> {
  const file = await openTensorFile(path)
  const tensors = new Map<string, Float32Array>()
  for (const name of file.tensors.keys()) tensors.set(name, await file.read(name))
  await file.close()
  return tensors
}
async function metadataOf(path: string): Promise<ReadonlyMap<string, string>> {
  const file = await openTensorFile(path)
  await file.close()
  return file.metadata
}
const hashOf = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
const sample = (prompt: string) => ({ prompt, ...size, steps: 3, seed: 1 })

test('a word learned alone: its file is read, changes what it says, and nothing else', async () => {
  const before = await hashOf(demoModel)
  const {
    result,
    news,
    folder: run,
  } = await train({
    learn: 'embedding',
    adapter: {},
    steps: 10,
    embedding: { word: 'zorp', vectors: 2, initial: 'apple', learningRate: 0.02 },
    samples: { every: 10, prompts: [sample('zorp'), sample('a strawberry')] },
  })
  expect(result).toMatchObject({ end: 'finished', step: 10 })
  expect(result.files.map(({ path, kind }) => [basename(path), kind])).toEqual([
    ['zorp.safetensors', 'embedding'],
  ])
  const steps = newsOf(news, 'step').map(({ step }) => step)
  expect(steps.every(({ loss, gradientNorm }) => Number.isFinite(loss) && gradientNorm > 0)).toBe(true)
  expect(Object.keys(steps[0]!.rates)).toEqual(['embedding'])

  const [word] = await embeddingWords(result.files[0]!.path)
  expect(word).toMatchObject({ name: 'zorp', vectors: 2 })
  const { vectors } = await readEmbeddingWord(word!)
  const learned = vectors.get('text_encoder')!
  expect(learned.shape).toEqual([2, 128])
  // Both began as the same token and stand at different places.
  expect(learned.data.subarray(0, 128)).not.toEqual(learned.data.subarray(128))

  const chosen = { found: [], chosen: [word!] }
  expect((await picture('zorp', chosen)).equals(await picture('zorp', undefined))).toBe(false)
  expect((await picture('zorp', chosen)).equals(await picture('apple apple', undefined))).toBe(false)
  expect((await picture('a strawberry', chosen)).equals(await picture('a strawberry', undefined))).toBe(true)
  expect(await hashOf(demoModel)).toBe(before)

  // The samples on the way: the word's changed, the other's did not.
  const at = (step: number, prompt: number) =>
    pixelsOf(join(run, 'samples', `${String(step).padStart(8, '0')}-${prompt}.png`))
  expect((await at(0, 0)).equals(await at(10, 0))).toBe(false)
  expect((await at(0, 1)).equals(await at(10, 1))).toBe(true)
}, 300_000)

test('first the word, then the adapter with it: a pair of files, and both in one', async () => {
  const recipe = {
    learn: 'pivotal',
    steps: 6,
    embedding: { word: 'zorp', vectors: 1, initial: 'apple', learningRate: 0.02, until: 0.5 },
    unet: { learningRate: 0.01 },
    save: { type: 'f32', every: 3, stateEvery: 3 },
  } as const
  const { result, news } = await train(recipe)
  const names = ['small', 'zorp', 'small-bundle']
  const kinds = ['adapter', 'embedding', 'bundle']
  expect(result.files.map(({ path, kind }) => [basename(path), kind])).toEqual(
    ['-step00000003', ''].flatMap((step) =>
      names.map((name, index) => [`${name}${step}.safetensors`, kinds[index]]),
    ),
  )
  expect(newsOf(news, 'step').map(({ step }) => Object.keys(step.rates).join())).toEqual([
    ...['embedding', 'embedding', 'embedding'],
    ...['unet', 'unet', 'unet'],
  ])
  const files = await Promise.all(result.files.map(({ path }) => tensorsOf(path)))
  const [adapter3, word3, , adapter6, word6, bundle6] = files
  const ups = (tensors: Map<string, Float32Array>) =>
    [...tensors].filter(([name]) => name.endsWith('lora_up.weight')).flatMap(([, data]) => [...data])
  expect(ups(adapter3!).every((value) => value === 0)).toBe(true)
  expect(ups(adapter6!).some((value) => value !== 0)).toBe(true)
  expect(word6).toEqual(word3)
  const { 'bundle_emb.zorp.string_to_param.*': own, ...rest } = Object.fromEntries(bundle6!)
  expect(own).toEqual(word6!.get('emb_params'))
  expect(new Map(Object.entries(rest))).toEqual(adapter6)

  const path = (name: string): string => result.files.find((file) => basename(file.path) === name)!.path
  const pair = { found: [], chosen: await embeddingWords(path('zorp.safetensors')) }
  const asPair = await picture('zorp', pair, path('small.safetensors'))
  expect((await picture('zorp', undefined, path('small-bundle.safetensors'))).equals(asPair)).toBe(true)
  expect((await picture('zorp', undefined, path('small.safetensors'))).equals(asPair)).toBe(false)
  expect((await picture('zorp', pair)).equals(asPair)).toBe(false)

  const again = await train(recipe, 4)
  const last = again.result.files.find(({ kind, finished }) => kind === 'bundle' && finished)!
  expect(await tensorsOf(last.path)).toEqual(bundle6)
  expect((await metadataOf(last.path)).get('modelspec.trigger_phrase')).toBe('zorp')
  const ofWord = await metadataOf(path('zorp.safetensors'))
  expect(ofWord.get('modelspec.architecture')).toBe('stable-diffusion-v1/textual-inversion')
  expect([...ofWord.keys()].some((key) => key.startsWith('ss_network_'))).toBe(false)
}, 300_000)

test('the text encoder’s factors are learned and act', async () => {
  const { result } = await train({
    steps: 3,
    unet: { train: false },
    textEncoder: { train: true, learningRate: 0.01 },
  })
  const tensors = await tensorsOf(result.files[0]!.path)
  expect([...tensors.keys()].every((name) => name.startsWith('lora_te_text_model_'))).toBe(true)
  const ups = [...tensors].filter(([name]) => name.endsWith('lora_up.weight'))
  expect(ups.length).toBeGreaterThan(0)
  expect(ups.every(([, data]) => data.some((value) => value !== 0))).toBe(true)
  const adapted = await picture('a strawberry', undefined, result.files[0]!.path)
  expect(adapted.equals(await picture('a strawberry', undefined))).toBe(false)
}, 300_000)
