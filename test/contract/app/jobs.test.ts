// The life of a job: made, cancelled, stopped, failed, reordered, and found again after a crash.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/errors.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'
import {
  makeDataFolder,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let studio: TestApp

const slow = { stepMs: 20 }
const failures = { 'no memory': new AppError('engine/out-of-memory') }

beforeEach(async () => {
  folder = makeDataFolder()
  studio = await startTestApp(folder, { engine: createFakeEngine({ ...slow, failures }) })
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
  expect(studio.engine.mostAtOnce()).toBeLessThan(2)
})

const submit = (change = {}): ReturnType<TestApp['calls']['generation']['submit']['mutate']> =>
  studio.calls.generation.submit.mutate(studio.request(change))

test('a job is queued, runs with progress and previews, and becomes pictures', async () => {
  const job = await submit({ batch: 2, seed: '18446744073709551615' })
  expect(job).toMatchObject({ state: 'queued', progress: null, error: null, pictureIds: [] })
  const done = await studio.reached(job.id, 'done')
  expect(done.pictureIds).toHaveLength(2)
  const pictures = await studio.calls.pictures.list.query({ limit: 10 })
  expect(pictures.map(({ record }) => record!.seed)).toEqual(['0', '18446744073709551615'])
  for (const { fileName } of pictures) {
    expect(fileName).toMatch(/^\d{4}-\d\d-\d\d\/\d{6}-(0|18446744073709551615)\.png$/)
    expect(existsSync(join(folder, 'pictures', fileName))).toBe(true)
  }
  const progress = studio.events.flatMap((event) =>
    event.type === 'progress' && event.jobId === job.id ? [event.progress] : [],
  )
  expect(progress.at(-1)).toMatchObject({ image: 1, steps: 3 })
  expect(progress.some(({ previewUrl }) => previewUrl === `/media/preview/${job.id}/1`)).toBe(true)
  const [call] = studio.engine.made
  expect(call?.artefacts.find(({ id }) => id === call.request.model)).toMatchObject({
    path: join(folder, 'models', 'emoji-diffusion-128.safetensors'),
    sizeBytes: 'emoji-diffusion-128'.length,
  })
})

test('the picture is told of before its job is over, never after', async () => {
  const job = await submit()
  await studio.reached(job.id, 'done')
  await expect.poll(() => studio.events.some((e) => e.type === 'job' && e.job.state === 'done')).toBe(true)
  const picture = studio.events.findIndex(({ type }) => type === 'picture')
  const done = studio.events.findIndex((event) => event.type === 'job' && event.job.state === 'done')
  expect(picture).toBeGreaterThan(-1)
  expect(picture).toBeLessThan(done)
})

describe('cancelling', () => {
  test('a queued job never reaches the engine', async () => {
    const first = await submit()
    const second = await submit({ prompt: 'never' })
    await studio.calls.generation.cancel.mutate({ jobId: second.id })
    await studio.reached(second.id, 'cancelled')
    await studio.reached(first.id, 'done')
    expect(studio.engine.made.map(({ request }) => request.prompt)).toEqual(['a pear'])
  })

  test('a running job leaves no picture; twice is as good as once', async () => {
    const job = await submit({ steps: 500 })
    await studio.reached(job.id, 'running')
    await expect.poll(() => studio.app.studio.jobs.preview(job.id)).not.toBeNull()
    const twice = [1, 2].map(() => studio.calls.generation.cancel.mutate({ jobId: job.id }))
    await Promise.all(twice)
    expect(await studio.reached(job.id, 'cancelled')).toMatchObject({ error: null, pictureIds: [] })
    await studio.calls.generation.cancel.mutate({ jobId: job.id })
    expect(
      readdirSync(join(folder, 'pictures'), { recursive: true }).filter((f) => String(f).endsWith('.png')),
    ).toEqual([])
  })

  test('in the same instant as it is submitted', async () => {
    const job = await submit({ steps: 500 })
    await studio.calls.generation.cancel.mutate({ jobId: job.id })
    await studio.reached(job.id, 'cancelled')
    const next = await submit()
    await studio.reached(next.id, 'done')
  })

  test('stop and keep makes a picture of what there is', async () => {
    const job = await submit({ steps: 500 })
    await expect.poll(() => studio.app.studio.jobs.preview(job.id)).not.toBeNull()
    await studio.calls.generation.stopAndKeep.mutate({ jobId: job.id })
    const stopped = await studio.reached(job.id, 'stopped')
    const [picture] = await studio.calls.pictures.list.query({ limit: 1 })
    expect(stopped.pictureIds).toEqual([picture?.id])
    expect(picture?.record!.stepsDone).toBeLessThan(500)
  })

  test('an unknown job is named', async () => {
    expect((await reportFrom(studio.calls.generation.cancel.mutate({ jobId: 'none' }))).code).toBe(
      'job/not-found',
    )
  })
})

test('failed jobs keep their report until dismissed, and can be tried again', async () => {
  const job = await submit({ prompt: 'no memory' })
  const failed = await studio.reached(job.id, 'failed')
  expect(failed.error).toEqual({ code: 'engine/out-of-memory', facts: {} })
  expect((await studio.calls.studio.snapshot.query()).jobs.map(({ id }) => id)).toEqual([job.id])
  const again = await studio.calls.generation.retry.mutate({ jobId: job.id })
  expect(again).toMatchObject({ id: job.id, state: 'queued', error: null })
  await studio.reached(job.id, 'failed')
  await studio.calls.generation.dismiss.mutate({ jobId: job.id })
  // Every window hears of it.
  await expect.poll(() => studio.events).toContainEqual({ type: 'job-removed', id: job.id })
  expect((await studio.calls.studio.snapshot.query()).jobs).toEqual([])
})

test('the queue runs in the order it was given, and the next job follows a failed one', async () => {
  const running = await submit({ steps: 10 })
  await studio.reached(running.id, 'running')
  const [one, two, three] = [
    await submit({ prompt: '1' }),
    await submit({ prompt: 'no memory' }),
    await submit({ prompt: '3' }),
  ]
  await studio.calls.generation.reorder.mutate({ order: [three.id, 'nonsense', two.id, three.id] })
  const jobs = (await studio.calls.studio.snapshot.query()).jobs.map(({ id }) => id)
  expect(jobs).toEqual([running.id, three.id, two.id, one.id])
  await studio.reached(one.id, 'done')
  expect(studio.engine.made.map(({ request }) => request.prompt)).toEqual(['a pear', '3', 'no memory', '1'])
})

test('when the engine dies the job says so and the next one is made', async () => {
  const job = await submit({ steps: 500 })
  const next = await submit({ prompt: 'next' })
  await expect.poll(() => studio.app.studio.jobs.preview(job.id)).not.toBeNull()
  studio.engine.die()
  const failed = await studio.reached(job.id, 'failed')
  expect(failed.error).toMatchObject({ code: 'engine/died', facts: {} })
  await studio.reached(next.id, 'done')
})

test('a host that closes leaves its queue, the running job first', async () => {
  const running = await submit({ steps: 500, prompt: 'running' })
  const waiting = await submit({ prompt: 'waiting' })
  await studio.reached(running.id, 'running')
  await studio.app.close()
  studio = await startTestApp(folder)
  await studio.reached(waiting.id, 'done')
  expect(studio.engine.made.map(({ request }) => request.prompt)).toEqual(['running', 'waiting'])
  await studio.reached(running.id, 'done')
})

test('a pictures folder that cannot be made fails the job with the reason', async () => {
  await studio.app.close()
  studio = await startTestApp(folder, { picturesFolder: '/dev/null/pictures' })
  const failed = await studio.reached((await submit()).id, 'failed')
  expect(failed.error).toMatchObject({ code: 'disk/file-in-the-way' })
})

test('pictures with the same name get a number instead of each other’s place', async () => {
  await studio.calls.settings.set.mutate({ picturePattern: '{model}' })
  for (let count = 0; count < 3; count++) await studio.reached((await submit()).id, 'done')
  const names = (await studio.calls.pictures.list.query({ limit: 9 })).map(({ fileName }) => fileName)
  expect(names).toEqual(['Emoji Diffusion 128-3.png', 'Emoji Diffusion 128-2.png', 'Emoji Diffusion 128.png'])
})
