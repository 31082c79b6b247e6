// Training projects through the app's calls, with the fake engine.
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type {
  RecipeDraft,
  TrainingProject,
  TrainingRunState,
} from '../../../src-main/contract/training-project.ts'
import { remark } from '../../../src-main/messages/table.ts'
import type { FakeEngine } from '../../support/fake-engine.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'
import {
  makeDataFolder,
  origin,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let studio: TestApp

beforeEach(async () => {
  folder = makeDataFolder()
  studio = await startTestApp(folder)
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

const calls = (): TestApp['calls']['training'] => studio.calls.training

async function restart(engine?: FakeEngine): Promise<void> {
  await studio.app.close()
  studio = await startTestApp(folder, engine ? { engine } : {})
}

/** Four pictures of two shapes, the first with a caption. */
async function makePictures(name = 'dataset'): Promise<string> {
  const place = join(folder, name)
  mkdirSync(place)
  for (const [index, [width, height]] of [
    [128, 128],
    [128, 128],
    [256, 128],
    [20, 20],
  ].entries())
    await noisyPicture(join(place, `${index}.png`), width!, height!, index)
  writeFileSync(join(place, '0.txt'), 'a red pear\n')
  return place
}

async function noisyPicture(path: string, width: number, height: number, seed: number): Promise<void> {
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, at) => (at * (seed + 3) * 7919) % 251),
  )
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path)
}

async function readyProject(change: Partial<RecipeDraft> = {}): Promise<TrainingProject> {
  const project = await calls().create.mutate({ preset: null, name: 'Training' })
  const { base, data } = project.recipe
  const pictures = existsSync(join(folder, 'dataset')) ? join(folder, 'dataset') : await makePictures()
  const recipe: RecipeDraft = {
    base,
    steps: 6,
    save: { every: 2, stateEvery: 2 },
    data: { ...data, folder: pictures },
    ...change,
  }
  return calls().edit.mutate({ id: project.id, edit: { recipe } })
}

async function find(id: string): Promise<TrainingProject> {
  const found = (await calls().projects.query()).find((project) => project.id === id)
  if (found === undefined) throw new Error('the project is gone')
  return found
}

const reached = (id: string, ...states: TrainingRunState[]): Promise<TrainingProject> =>
  studio.until(() =>
    studio.app.studio.training
      .projects()
      .find((project) => project.id === id && project.run !== null && states.includes(project.run.state)),
  )

test('a new project takes the preset, the model used last and its size', async () => {
  const project = await calls().create.mutate({ preset: 'style', name: 'Style' })
  const [model] = (await calls().projects.query(), await studio.calls.models.list.query()).filter(
    ({ problem, kind }) => !problem && kind === 'checkpoint',
  )
  expect(project).toMatchObject({ name: 'Style', preset: 'style', place: 'learn', run: null, leftOut: [] })
  expect(project.recipe).toMatchObject({
    base: model!.id,
    steps: 2000,
    data: { folder: null, flip: true, ...model!.defaultSize },
  })
  expect((await calls().create.mutate({ preset: 'style', name: 'Style' })).name).toBe('Style 2')
  const { trainings } = await studio.calls.studio.snapshot.query()
  expect(trainings.map(({ name }) => name)).toEqual(['Style 2', 'Style'])
})

test('every edit is on the disk when it is answered, and is found again by the next program', async () => {
  const { id, recipe } = await calls().create.mutate({ preset: 'character', name: 'Character' })
  await calls().edit.mutate({
    id,
    edit: { name: 'Mira', place: 'captions', leftOut: ['/x/1.png'], recipe: { ...recipe, steps: 77 } },
  })
  const stored = JSON.parse(readFileSync(join(folder, 'training', id, 'project.json'), 'utf8')) as object
  expect(stored).toMatchObject({
    name: 'Mira',
    place: 'captions',
    leftOut: ['/x/1.png'],
    recipe: { steps: 77 },
  })
  await calls().setCaptions.mutate({ id, captions: { '/x/2.png': 'mira, smiling' } })
  await restart()
  expect(await find(id)).toMatchObject({ name: 'Mira', place: 'captions', recipe: { steps: 77 } })
  expect(await calls().setCaptions.mutate({ id, captions: { '/x/2.png': null } })).toEqual({
    '/x/2.png': 'mira, smiling',
  })
})

test('many edits at once end with the last one, on the disk too', async () => {
  const { id } = await calls().create.mutate({ preset: null, name: 'Training' })
  await Promise.all(
    Array.from({ length: 30 }, (_, at) => calls().edit.mutate({ id, edit: { name: `name ${at}` } })),
  )
  const last = await calls().edit.mutate({ id, edit: { name: 'the last' } })
  expect(last.name).toBe('the last')
  await restart()
  expect((await find(id)).name).toBe('the last')
})

test('what is no edit is refused', async () => {
  const { id } = await calls().create.mutate({ preset: null, name: 'Training' })
  const recipe = { base: null } as unknown as RecipeDraft
  expect((await reportFrom(calls().edit.mutate({ id, edit: { recipe } }))).code).toBe('request/invalid')
  expect((await reportFrom(calls().edit.mutate({ id, edit: { name: '' } }))).code).toBe('request/invalid')
  expect((await reportFrom(calls().start.mutate({ id: '../../etc' }))).code).toBe('request/invalid')
  expect(
    (await reportFrom(calls().pictures.query({ id: '00000000-0000-4000-8000-000000000000' }))).code,
  ).toBe('training/not-found')
})

test('a damaged project is told and left where it is; the others open', async () => {
  const { id } = await calls().create.mutate({ preset: null, name: 'Training' })
  const other = await calls().create.mutate({ preset: null, name: 'Training' })
  await studio.app.close()
  const path = join(folder, 'training', id, 'project.json')
  writeFileSync(path, '{"version":1,')
  studio = await startTestApp(folder)
  expect((await calls().projects.query()).map((project) => project.id)).toEqual([other.id])
  expect(readFileSync(path, 'utf8')).toBe('{"version":1,')
})

test('damaged captions are put aside, not written over', async () => {
  const { id } = await calls().create.mutate({ preset: null, name: 'Training' })
  await studio.app.close()
  const place = join(folder, 'training', id)
  writeFileSync(join(place, 'captions.json'), '{"/x/1.png": "a pe')
  studio = await startTestApp(folder)
  await calls().setCaptions.mutate({ id, captions: { '/x/2.png': 'a plum' } })
  expect(readFileSync(join(place, 'captions.damaged.json'), 'utf8')).toBe('{"/x/1.png": "a pe')
  expect(JSON.parse(readFileSync(join(place, 'captions.json'), 'utf8'))).toEqual({ '/x/2.png': 'a plum' })
})

test('removing takes a project and its run to the trash, restoring brings both back', async () => {
  const { id } = await readyProject()
  await calls().start.mutate({ id })
  await reached(id, 'finished')
  await calls().remove.mutate({ id })
  expect(await calls().projects.query()).toEqual([])
  expect(existsSync(join(folder, 'trash', 'training', id, 'run', 'log.jsonl'))).toBe(true)
  await restart()
  expect(await calls().projects.query()).toEqual([])
  const back = await calls().restore.mutate({ id })
  expect(back).toMatchObject({ run: { state: 'finished', step: 6 } })
  expect(await calls().log.query({ id, after: 4 })).toHaveLength(2)
})

test('a running project is paused before it is removed', async () => {
  const { id } = await readyProject({ steps: 100_000 })
  await calls().start.mutate({ id })
  await reached(id, 'running')
  await calls().remove.mutate({ id })
  expect(await calls().restore.mutate({ id })).toMatchObject({ run: { state: 'paused' } })
})

test('pictures are shown with bucket, crop, captions and the reasons of those left out', async () => {
  const place = await makePictures()
  writeFileSync(join(place, 'torn.png'), 'no picture')
  writeFileSync(join(place, 'twin.png'), readFileSync(join(place, '0.png')))
  const { id, recipe } = await readyProject()
  await calls().setCaptions.mutate({ id, captions: { [join(place, '1.png')]: 'a blue pear' } })
  await calls().edit.mutate({
    id,
    edit: {
      leftOut: [join(place, '2.png')],
      recipe: { ...recipe, data: { ...recipe.data, buckets: { on: false } } },
    },
  })
  const { pictures, leftOut, buckets } = await calls().pictures.query({ id })
  expect(pictures.map(({ name, caption, captionOnDisk }) => [name, caption, captionOnDisk])).toEqual([
    ['0.png', 'a red pear', 'a red pear'],
    ['1.png', 'a blue pear', null],
  ])
  expect(leftOut.map(({ name, reason }) => `${name} ${reason}`).sort()).toEqual([
    '2.png by-hand',
    '3.png tiny',
    'torn.png unreadable',
    'twin.png duplicate',
  ])
  expect(pictures.map(({ alike }) => alike)).toEqual([1, 0])
  const { width, height } = recipe.data as { width: number; height: number }
  expect(buckets).toEqual([{ width, height, count: 2 }])
  for (const { crop } of pictures) expect(crop.left + crop.width).toBeLessThanOrEqual(1)

  const thumbnail = await studio.app.fetch(new Request(origin + pictures[0]!.thumbnailUrl))
  expect(thumbnail.headers.get('content-type')).toBe('image/jpeg')
  expect((await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata()).width).toBe(128)
  const address = `${origin}/media/training/${id}/thumbnail/${'0'.repeat(32)}`
  expect((await studio.app.fetch(new Request(address))).status).toBe(404)
})

test('a whole picture is served to its own project, and nothing else is', async () => {
  const place = await makePictures()
  await sharp(join(place, '0.png')).negate().tiff().toFile(join(place, 'scan.tif'))
  writeFileSync(join(folder, 'secret.png'), readFileSync(join(place, '0.png')))
  const { id } = await readyProject()
  const other = await calls().create.mutate({ preset: null, name: 'Training' })
  const { pictures } = await calls().pictures.query({ id })
  const ask = (path: string): Promise<Response> => studio.app.fetch(new Request(origin + path))
  const urlOf = (name: string): string => pictures.find((picture) => picture.name === name)!.url
  const whole = await ask(urlOf('0.png'))
  expect(whole.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(readFileSync(join(place, '0.png')))
  const scan = await ask(urlOf('scan.tif'))
  expect(scan.headers.get('content-type')).toBe('image/webp')
  expect((await sharp(Buffer.from(await scan.arrayBuffer())).metadata()).width).toBe(128)

  const refused = [
    urlOf('0.png').replace(id, other.id),
    ...[
      '0'.repeat(32),
      '../../../secret.png',
      '..%2F..%2Fsecret.png',
      encodeURIComponent(join(folder, 'secret.png')),
    ].map((name) => `/media/training/${id}/picture/${name}`),
  ]
  for (const path of refused) expect((await ask(path)).status, path).toBe(404)
})

test('captions are written beside their pictures only when asked, and what they replace is kept', async () => {
  const { id, recipe } = await readyProject()
  const place = recipe.data.folder!
  const outside = join(folder, 'outside.png')
  await noisyPicture(outside, 64, 64, 9)
  const captions = {
    [join(place, '0.png')]: 'a green\npear',
    [join(place, '1.png')]: 'two pears',
    [outside]: 'no',
  }
  await calls().setCaptions.mutate({ id, captions })
  expect(await readFile(join(place, '0.txt'), 'utf8')).toBe('a red pear\n')
  expect(await calls().writeCaptions.mutate({ id, paths: null })).toEqual({ written: 2 })
  expect(await readFile(join(place, '0.txt'), 'utf8')).toBe('a green pear\n')
  expect(await readFile(join(place, '1.txt'), 'utf8')).toBe('two pears\n')
  expect(existsSync(join(folder, 'outside.txt'))).toBe(false)
  const kept = join(folder, 'trash', 'training', `${id}-captions`)
  const [old] = await readdir(kept)
  expect(await readFile(join(kept, old!), 'utf8')).toBe('a red pear\n')
})

test('a review says what is missing, then measures, then measures alternatives one by one', async () => {
  const { id } = await calls().create.mutate({ preset: null, name: 'Training' })
  expect((await calls().review.mutate({ id })).problem?.code).toBe('training/no-folder')
  const ready = await readyProject()
  expect((await calls().review.mutate({ id: ready.id })).problem).toBeNull()
  const wrong = await readyProject({ steps: null })
  expect((await calls().review.mutate({ id: wrong.id })).problem?.code).toBe('recipe/no-length')
  const review = await calls().review.mutate({ id: ready.id })
  expect(review.measure?.parameters).toBe(16_000)
  expect(review.memoryTotal).toBeGreaterThan(0)
  expect(review.alternatives.map(({ key }) => key)).toEqual([
    'half-steps',
    'rank-double',
    'rank-half',
    'lokr',
  ])
  expect(review.alternatives[0]!.measure).toMatchObject({ steps: 3, timesSeen: 5 })
  await expect
    .poll(async () => (await find(ready.id)).review?.alternatives.map(({ measure }) => measure?.parameters))
    .toEqual([16_000, 32_000, 8_000, 1_600])
  await calls().edit.mutate({ id: ready.id, edit: { recipe: { ...ready.recipe, steps: 8 } } })
  expect((await find(ready.id)).review).toBeNull()
})

test('a run gets paths, tells its steps, files and samples, and its log is read behind a step', async () => {
  const prompts = [{ prompt: 'a pear', seed: 3 }]
  const { id, name } = await readyProject({ samples: { every: 3, prompts } })
  const started = await calls().start.mutate({ id })
  expect(started.run).toMatchObject({ state: 'waiting', step: 0 })
  expect((await reportFrom(calls().start.mutate({ id }))).code).toBe('training/already-running')
  const { run } = await reached(id, 'finished')
  const call = studio.engine.trained[0]!
  expect(call).toMatchObject({ mode: 'start', folder: join(folder, 'training', id, 'run'), device: 'auto' })
  expect(call.recipe).toMatchObject({
    name,
    base: join(folder, 'models', 'emoji-diffusion-128.safetensors'),
    steps: 6,
  })
  expect(run).toMatchObject({ step: 6, steps: 6, savedStep: 6, progress: null, error: null })
  expect(run!.files.map(({ step, finished }) => `${step} ${finished}`)).toEqual([
    '2 false',
    '4 false',
    '6 true',
  ])
  expect(run!.samples.map(({ step, prompt }) => `${step}-${prompt}`)).toEqual(['0-0', '3-0', '6-0'])
  const sample = await studio.app.fetch(new Request(origin + run!.samples[1]!.url))
  expect(sample.headers.get('content-type')).toBe('image/png')
  expect((await calls().log.query({ id, after: 3 })).map(({ step }) => step)).toEqual([4, 5, 6])
  const told = studio.events.filter((event) => event.type.startsWith('training'))
  // The whole project at its turns alone: made, edited, waiting, running, finished.
  const turns = told.flatMap((event) => (event.type === 'training' ? [event.project.run?.state ?? '-'] : []))
  expect([...new Set(turns)]).toEqual(['-', 'waiting', 'running', 'finished'])
  expect(turns.filter((state) => state === 'running')).toHaveLength(1)
  expect(told.flatMap((event) => (event.type === 'training-file' ? [event.file.step] : []))).toEqual([
    2, 4, 6,
  ])
  expect(told.flatMap((event) => (event.type === 'training-sample' ? [event.sample.url] : []))).toEqual(
    run!.samples.map(({ url }) => url),
  )
  const [summary] = (await studio.calls.studio.snapshot.query()).trainings
  expect(summary).toMatchObject({ id, run: { state: 'finished', newestSample: { step: 6 } } })
  expect(summary).not.toHaveProperty('recipe')
  const whole = await calls().project.query({ id })
  expect(whole.project).toEqual(await find(id))
  expect(whole.at).toMatch(/-\d+$/)
  expect(studio.app.studio.adapters.trained(id)).toMatchObject({ blends: true, files: run!.files })
})

test('a draft that cannot be run is refused before anything is touched', async () => {
  const { id } = await readyProject({ steps: null })
  expect((await reportFrom(calls().start.mutate({ id }))).code).toBe('recipe/no-length')
  expect((await find(id)).run).toBeNull()
})

test('runs go one after the other; one that waits can be taken out', async () => {
  const first = await readyProject({ steps: 30 })
  const second = await readyProject()
  const third = await readyProject()
  for (const { id } of [first, second, third]) await calls().start.mutate({ id })
  await reached(first.id, 'running')
  expect((await find(second.id)).run?.state).toBe('waiting')
  await calls().pause.mutate({ id: second.id })
  expect((await find(second.id)).run?.state).toBe('paused')
  await reached(third.id, 'finished')
  expect((await find(first.id)).run?.state).toBe('finished')
  expect((await find(second.id)).run?.step).toBe(0)
  await calls().resume.mutate({ id: second.id })
  await reached(second.id, 'finished')
})

test('pictures are made while a run goes on', async () => {
  const { id } = await readyProject({ steps: 100_000 })
  await calls().start.mutate({ id })
  await reached(id, 'running')
  const job = await studio.calls.generation.submit.mutate(studio.request())
  await studio.reached(job.id, 'done')
  expect((await find(id)).run?.state).toBe('running')
})

test('what was changed last is on the disk when the app has closed', async () => {
  const { id } = await calls().create.mutate({ preset: null, name: 'Training' })
  const file = join(folder, 'training', id, 'project.json')
  const changes = ['one', 'two', 'the last'].map((name) => studio.app.studio.training.edit(id, { name }))
  await studio.app.close()
  const { name } = JSON.parse(readFileSync(file, 'utf8')) as { name: string }
  expect(name).toBe('the last')
  await Promise.all(changes)
})

test('a paused run goes on where it was, with the recipe it was begun with', async () => {
  const { id, recipe } = await readyProject({ steps: 100_000 })
  await calls().start.mutate({ id })
  await expect.poll(async () => (await find(id)).run?.step ?? 0).toBeGreaterThan(2)
  await calls().pause.mutate({ id })
  const paused = await reached(id, 'paused')
  expect(paused.run!.savedStep).toBe(paused.run!.step)
  await calls().edit.mutate({ id, edit: { recipe: { ...recipe, steps: 5 } } })
  await calls().resume.mutate({ id })
  await expect.poll(async () => (await find(id)).run?.step ?? 0).toBeGreaterThan(paused.run!.step)
  expect(studio.engine.trained[1]).toMatchObject({ mode: 'resume', recipe: { steps: 100_000 } })
})

test('stop and keep ends a run with its file, also one that rests', async () => {
  const { id } = await readyProject({ steps: 100_000 })
  expect((await reportFrom(calls().stopAndKeep.mutate({ id }))).code).toBe('training/not-started')
  await calls().start.mutate({ id })
  await expect.poll(async () => (await find(id)).run?.step ?? 0).toBeGreaterThan(2)
  await calls().pause.mutate({ id })
  const paused = await reached(id, 'paused')
  await calls().stopAndKeep.mutate({ id })
  const { run } = await reached(id, 'kept')
  expect(run!.files.at(-1)).toMatchObject({ finished: true, step: run!.step })
  // No step more than it had, and it was not taken up.
  expect(run!.step).toBe(paused.run!.savedStep)
  expect(studio.engine.trained).toHaveLength(1)
  expect((await reportFrom(calls().resume.mutate({ id }))).code).toBe('training/over')
})

test('stop and keep of a run that was killed keeps its saved state; pictures of later steps stay', async () => {
  const { id } = await readyProject({ steps: 100_000 })
  await calls().start.mutate({ id })
  await expect.poll(async () => (await find(id)).run?.savedStep ?? 0).toBeGreaterThan(1)
  studio.engine.die()
  const dead = (await reached(id, 'interrupted')).run!
  await calls().stopAndKeep.mutate({ id })
  const { run } = await reached(id, 'kept')
  expect(run).toMatchObject({ step: dead.savedStep, error: null })
  expect(run!.samples).toEqual(dead.samples)
  expect(run!.files.slice(0, -1)).toEqual(dead.files)
  expect(run!.files.at(-1)).toMatchObject({ finished: true, step: dead.savedStep })
})

test('stop and keep while it is pausing keeps it', async () => {
  const { id } = await readyProject({ steps: 100_000 })
  await calls().start.mutate({ id })
  await expect.poll(async () => (await find(id)).run?.savedStep ?? 0).toBeGreaterThan(1)
  await Promise.all([calls().pause.mutate({ id }), calls().stopAndKeep.mutate({ id })])
  expect((await reached(id, 'kept')).run!.files.at(-1)).toMatchObject({ finished: true })
})

test('stop and keep of a run that waits does not wait', async () => {
  const first = await readyProject({ steps: 100_000 })
  const second = await readyProject({ steps: 100_000 })
  await calls().start.mutate({ id: second.id })
  await expect.poll(async () => (await find(second.id)).run?.savedStep ?? 0).toBeGreaterThan(1)
  await calls().pause.mutate({ id: second.id })
  await reached(second.id, 'paused')
  await calls().start.mutate({ id: first.id })
  await expect.poll(async () => (await find(first.id)).run?.step ?? 0).toBeGreaterThan(0)
  await calls().resume.mutate({ id: second.id })
  expect((await find(second.id)).run?.state).toBe('waiting')
  await calls().stopAndKeep.mutate({ id: second.id })
  expect((await find(second.id)).run?.state).toBe('kept')
  expect((await find(first.id)).run?.state).toBe('running')
})

test('a run that is started again puts the old one aside', async () => {
  const { id } = await readyProject()
  await calls().start.mutate({ id })
  await reached(id, 'finished')
  await calls().start.mutate({ id })
  await reached(id, 'finished')
  expect(studio.engine.trained.map(({ mode }) => mode)).toEqual(['start', 'start'])
  expect(existsSync(join(folder, 'training', id, 'run-1', 'log.jsonl'))).toBe(true)
})

test('a grid of steps and weights is kept, picture by picture, until another one is made or the run begins again', async () => {
  const { id } = await readyProject({ samples: { every: 2, prompts: [{ prompt: 'a pear' }] } })
  expect(await calls().grid.query({ id })).toBeNull()
  await calls().start.mutate({ id })
  const { run } = await reached(id, 'finished')
  const { sample } = run!.samples[0]!
  const draw = async (): Promise<string> => {
    const requests = [studio.request()]
    const [draft] = await studio.calls.drafts.start.mutate({ lane: 'grid', requests })
    await expect
      .poll(async () => (await studio.app.fetch(new Request(`${origin}/media/draft/${draft!.id}`))).status)
      .toBe(200)
    return draft!.id
  }
  const keep = async (step: number, weight: number, steps = [2, 4]): Promise<unknown> =>
    calls().keepGridPicture.mutate({ id, sample, steps, step, weight, draft: await draw() })
  await keep(4, 1)
  await keep(4, 0.6)
  await keep(4, 0.6)
  const kept = await calls().grid.query({ id })
  expect(kept).toMatchObject({ sample, steps: [2, 4] })
  expect(kept!.pictures.map(({ step, weight }) => [step, weight])).toEqual([
    [4, 1],
    [4, 0.6],
  ])
  const ask = (url: string): Promise<Response> => studio.app.fetch(new Request(`${origin}${url}`))
  for (const { url } of kept!.pictures) expect((await ask(url)).status).toBe(200)
  for (const cell of ['2-1', '4-..', '4-1.', '..%2f..%2fproject'])
    expect((await ask(`/media/training/${id}/grid/${cell}`)).status, cell).toBe(404)

  await studio.app.close()
  studio = await startTestApp(folder, { engine: createFakeEngine() })
  expect(await calls().grid.query({ id })).toEqual(kept)
  const cell = { sample, steps: [2], step: 2, weight: 1 }
  const gone = calls().keepGridPicture.mutate({ id, ...cell, draft: randomUUID() })
  expect((await reportFrom(gone)).code).toBe('draft/not-found')
  expect(await calls().grid.query({ id })).toEqual(kept)

  await keep(2, 1, [2])
  expect((await calls().grid.query({ id }))!.pictures).toHaveLength(1)
  await calls().start.mutate({ id })
  expect(await calls().grid.query({ id })).toBeNull()
})

test('an engine that dies leaves an interrupted run, which goes on when asked', async () => {
  const { id } = await readyProject({ steps: 40 })
  await calls().start.mutate({ id })
  await expect.poll(async () => (await find(id)).run?.savedStep ?? 0).toBeGreaterThan(1)
  studio.engine.die()
  const { run } = await reached(id, 'interrupted')
  expect(run!.error?.code).toBe('engine/died')
  await calls().resume.mutate({ id })
  const done = await reached(id, 'finished')
  expect(done.run).toMatchObject({ step: 40, error: null })
  expect(studio.engine.trained[1]?.mode).toBe('resume')
})

test('a run that went on when the program was killed is interrupted in the next one', async () => {
  const { id } = await readyProject({ steps: 100_000 })
  await calls().start.mutate({ id })
  await expect.poll(async () => (await find(id)).run?.savedStep ?? 0).toBeGreaterThan(1)
  // What a killed program leaves: the project as it was written last.
  const path = join(folder, 'training', id, 'project.json')
  await expect.poll(() => readFileSync(path, 'utf8')).toContain('"running"')
  const left = readFileSync(path, 'utf8')
  await studio.app.close()
  writeFileSync(path, left)
  studio = await startTestApp(folder, { engine: createFakeEngine() })
  expect((await find(id)).run).toMatchObject({ state: 'interrupted', progress: null })
  await calls().resume.mutate({ id })
  await reached(id, 'running')
})

test('sample prompts edited during a run are in the project and in the next round', async () => {
  const { id } = await readyProject({ steps: 100_000 })
  await calls().start.mutate({ id })
  await reached(id, 'running')
  const samples = { every: 2, prompts: [{ prompt: 'a plum' }] }
  const { recipe } = await calls().editSamples.mutate({ id, samples })
  expect(recipe.samples?.prompts?.[0]).toMatchObject({ prompt: 'a plum', seed: 1 })
  await expect.poll(async () => (await find(id)).run?.samples.length ?? 0).toBeGreaterThan(0)
})

const notes = 'Lamina で 4 ステップ学習しました。'

test('a saved step becomes an adapter of the library with its words, its notes and a picture', async () => {
  const { id } = await readyProject({
    captions: { trigger: 'pearstyle' },
    samples: { every: 2, prompts: [{ prompt: 'a pear' }] },
  })
  await calls().start.mutate({ id })
  await reached(id, 'finished')
  expect((await reportFrom(calls().addToLibrary.mutate({ id, step: 3, notes }))).code).toBe(
    'training/no-such-step',
  )
  const added = await calls().addToLibrary.mutate({ id, step: 4, notes })
  const adapter = { preferredWeight: 1, triggerGroups: [['pearstyle']], notes, problem: null }
  expect(added).toMatchObject({ kind: 'adapter', adapter })
  const place = join(folder, 'models', 'adapters')
  const names = await readdir(place)
  expect(names.sort()).toEqual(['Training step 4.preview.png', 'Training step 4.safetensors'])
  // Again is the same adapter; another file of that name is left alone.
  const idOf = (one: typeof added) => (one.kind === 'adapter' ? one.adapter.id : null)
  expect(idOf(await calls().addToLibrary.mutate({ id, step: 4, notes }))).toBe(idOf(added))
  expect(await readdir(place)).toHaveLength(2)
})

test('a word that was learned alone goes into the library under its name, and prompts know it at once', async () => {
  const { id } = await readyProject({ learn: 'embedding', embedding: { word: 'pearish' } })
  await calls().start.mutate({ id })
  await reached(id, 'finished')
  const add = (step: number) => calls().addToLibrary.mutate({ id, step, notes })
  expect(await add(4)).toEqual({ kind: 'word', word: 'pearish' })
  expect(await add(4)).toEqual({ kind: 'word', word: 'pearish' })
  const place = join(folder, 'models', 'embeddings')
  const first = readFileSync(join(place, 'pearish.safetensors'))
  // Another step is another file; what is there stays.
  expect(await add(6)).toEqual({ kind: 'word', word: 'pearish-2' })
  expect((await readdir(place)).sort()).toEqual(['pearish-2.safetensors', 'pearish.safetensors'])
  expect(readFileSync(join(place, 'pearish.safetensors')).equals(first)).toBe(true)
  await studio.calls.generation.submit.mutate(studio.request())
  await expect.poll(() => studio.engine.made.length).toBe(1)
  const { embeddings } = studio.engine.made[0]!
  expect(embeddings?.found.map(({ name }) => name)).toEqual(expect.arrayContaining(['pearish', 'pearish-2']))
})

test('a configuration of another trainer opens as a draft, with what is not here named', async () => {
  const text = JSON.stringify({
    pretrained_model_name_or_path: '/other/emoji-diffusion-128.safetensors',
    train_data_dir: '/nowhere',
    LoRA_type: 'Standard',
    network_dim: 8,
    max_train_steps: 50,
    xformers: 'xformers',
  })
  const { recipe, notCarried } = await calls().importRecipe.mutate({ fileName: 'a.json', text })
  const { base } = (await calls().create.mutate({ preset: null, name: 'Training' })).recipe
  expect(recipe).toMatchObject({ base, adapter: { rank: 8 }, data: { folder: null } })
  expect(notCarried.map(({ field }) => field)).toEqual(expect.arrayContaining(['data.folder', 'xformers']))
  expect((await reportFrom(calls().importRecipe.mutate({ fileName: 'a', text: '{"steps":-1}' }))).code).toBe(
    'recipe/invalid',
  )
})

test('a tagger of the model folders writes captions, and says what they were', async () => {
  const { id, recipe } = await readyProject()
  expect(await calls().taggers.query()).toEqual([])
  const place = join(folder, 'models', 'taggers', 'wd-small')
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'model.onnx'), '')
  writeFileSync(join(place, 'selected_tags.csv'), 'tag_id,name,category,count\n')
  await studio.calls.library.rescan.mutate()
  const [tagger] = await calls().taggers.query()
  expect(tagger).toMatchObject({ name: 'wd-small', path: join(place, 'model.onnx') })
  const wish = { id, tagger: tagger!.id, paths: null, threshold: 0.35 }
  const { before, left } = await calls().tag.mutate({ ...wish, existing: 'keep' })
  const path = (name: string): string => join(recipe.data.folder!, name)
  expect(before).toEqual({ [path('1.png')]: null, [path('2.png')]: null })
  expect(left).toBeNull()
  await calls().tag.mutate({ ...wish, paths: [path('0.png')], existing: 'append' })
  const captions = (await calls().pictures.query({ id })).pictures.map(({ caption }) => caption)
  expect(captions).toEqual([
    'a red pear, emoji, simple background',
    'emoji, simple background',
    'emoji, simple background',
  ])
  const seen = studio.events.flatMap((event) => (event.type === 'training-tagging' ? [event.tagging] : []))
  expect(seen[0]).toEqual({ done: 0, total: 2 })
  expect(seen.at(-1)).toBe(null)
  expect((await find(id)).tagging).toBeNull()
})

test('a tagger names the pictures that it could not look at', async () => {
  const engine = createFakeEngine()
  const gone = remark('file/missing', { file: '1.png' })
  const tag: typeof engine.calls.tag = async ({ pictures }) =>
    pictures.map((path) =>
      path.endsWith('1.png') ? { path, tags: null, why: gone } : { path, tags: ['emoji'] },
    )
  await restart({ ...engine, calls: { ...engine.calls, tag } })
  const { id } = await readyProject()
  const place = join(folder, 'models', 'taggers', 'wd-small')
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'model.onnx'), '')
  writeFileSync(join(place, 'selected_tags.csv'), 'tag_id,name,category,count\n')
  await studio.calls.library.rescan.mutate()
  const [tagger] = await calls().taggers.query()
  const wish = { id, tagger: tagger!.id, paths: null, threshold: 0.35, existing: 'keep' as const }
  const { before, left } = await calls().tag.mutate(wish)
  expect(Object.keys(before)).toHaveLength(1)
  expect(left).toEqual(remark('tagger/unread', { name: '1.png', more: 0, problem: gone }))
})
