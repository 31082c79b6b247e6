// Drafts: one lane replaces its own, queued jobs are left alone, and what somebody keeps is a picture.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/errors.ts'
import { plainEntry } from '../../../src-main/contract/adapter.ts'
import type { DraftState, DraftSummary } from '../../../src-main/contract/library.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'
import { threadMs } from '../../support/processor-time.ts'
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
const failures = { 'no memory': new AppError('engine/out-of-memory') }

beforeEach(async () => {
  folder = makeDataFolder()
  writeFileSync(join(folder, 'models', 'ink.lora.safetensors'), 'ink')
  mkdirSync(join(folder, 'drafts'))
  writeFileSync(join(folder, 'drafts', 'left-over.png'), 'from an earlier run')
  studio = await startTestApp(folder, { engine: createFakeEngine({ stepMs: 5, failures }) })
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
  // Jobs and drafts take turns.
  expect(studio.engine.mostAtOnce()).toBeLessThan(2)
})

const latest = (id: string): DraftSummary | undefined =>
  studio.events
    .flatMap((event) => (event.type === 'draft' && event.draft.id === id ? [event.draft] : []))
    .at(-1)

async function reached(id: string, state: DraftState): Promise<DraftSummary> {
  await expect.poll(() => latest(id)?.state, { interval: 2 }).toBe(state)
  return latest(id)!
}

type Change = Parameters<TestApp['request']>[0]
async function start(lane: 'live' | 'strip', ...changes: Change[]): Promise<DraftSummary[]> {
  return studio.calls.drafts.start.mutate({ lane, requests: changes.map((change) => studio.request(change)) })
}
async function live(change: Change = {}): Promise<DraftSummary> {
  return (await start('live', change))[0]!
}
const submit = (change: Change = {}): ReturnType<TestApp['calls']['generation']['submit']['mutate']> =>
  studio.calls.generation.submit.mutate(studio.request(change))
const get = (path: string): Promise<Response> => studio.app.fetch(new Request(`${origin}${path}`))
const prompts = (): string[] => studio.engine.made.map(({ request }) => request.prompt)
const draftFiles = (): string[] => readdirSync(join(folder, 'drafts'))
const pictures = (): ReturnType<TestApp['calls']['pictures']['list']['query']> =>
  studio.calls.pictures.list.query({ limit: 50 })

test('a draft is one picture that is served, with previews, and is in no gallery', async () => {
  expect(draftFiles()).toEqual([])
  const draft = await live({ batch: 4, steps: 20 })
  expect(draft).toMatchObject({ lane: 'live', index: 0, state: 'waiting', url: null, record: null })
  await expect
    .poll(() => latest(draft.id)?.progress?.previewUrl, { interval: 2 })
    .toMatch(`/media/preview/${draft.id}/`)
  const preview = await get(latest(draft.id)!.progress!.previewUrl!)
  expect(preview.headers.get('content-type')).toBe('image/webp')
  const done = await reached(draft.id, 'done')
  expect(done).toMatchObject({ width: 128, height: 64, progress: null, url: `/media/draft/${draft.id}` })
  expect(done.record?.request).toMatchObject({ prompt: 'a pear', batch: 1, model: studio.request().model })
  expect(done.seconds).toBeGreaterThan(0)
  const answer = await get(done.url!)
  expect(answer.headers.get('content-type')).toBe('image/png')
  expect(answer.headers.get('cache-control')).toContain('immutable')
  expect(await pictures()).toEqual([])
  const snapshot = await studio.calls.studio.snapshot.query()
  expect([snapshot.jobs, snapshot.pictures]).toEqual([[], []])
})

test('from asking to the engine’s call takes a few milliseconds', async () => {
  await reached((await live()).id, 'done')
  const times: number[] = []
  for (let round = 0; round < 7; round++) {
    const before = studio.engine.made.length
    const since = threadMs()
    const [draft] = studio.app.studio.drafts.start({ lane: 'live', requests: [studio.request()] })
    while (studio.engine.made.length === before) await new Promise((resolve) => setImmediate(resolve))
    times.push(threadMs() - since)
    await reached(draft!.id, 'done')
  }
  times.sort((a, b) => a - b)
  expect(times[3]).toBeLessThan(10)
})

describe('a newer draft of the lane', () => {
  test('replaces the one being made', async () => {
    const first = await live({ prompt: 'first', steps: 500 })
    await reached(first.id, 'running')
    const second = await live({ prompt: 'second' })
    await reached(second.id, 'done')
    expect(latest(first.id)).toMatchObject({ state: 'cancelled', url: null })
    expect(prompts()).toEqual(['first', 'second'])
    expect(draftFiles()).toEqual([`${second.id}.png`])
  })

  test('replaces what waits: of a burst only the last is made to the end', async () => {
    const burst = await Promise.all(
      Array.from({ length: 12 }, (_, at) => live({ prompt: `${at}`, steps: 30 })),
    )
    await expect.poll(() => burst.filter(({ id }) => latest(id)?.state === 'done')).toHaveLength(1)
    await expect.poll(() => burst.filter(({ id }) => latest(id)?.state === 'cancelled')).toHaveLength(11)
    expect(draftFiles()).toHaveLength(1)
  })

  test('that is refused replaces nothing', async () => {
    const first = await live({ steps: 20 })
    const refused = studio.calls.drafts.start.mutate({
      lane: 'live',
      requests: [studio.request({ model: '../x' })],
    })
    expect((await reportFrom(refused)).code).toBe('model/not-found')
    await reached(first.id, 'done')
  })

  test('leaves the other lane’s pictures, but goes before them', async () => {
    const strip = await start('strip', { prompt: 's0', steps: 40 }, { prompt: 's1' }, { prompt: 's2' })
    expect(strip.map(({ index }) => index)).toEqual([0, 1, 2])
    await reached(strip[0]!.id, 'running')
    const draft = await live({ prompt: 'live' })
    await reached(draft.id, 'done')
    for (const { id } of strip) await reached(id, 'done')
    expect(prompts()).toEqual(['s0', 'live', 's0', 's1', 's2'])
  })
})

describe('beside the queue', () => {
  test('a draft waits for the running job, goes before the next, and cancels none', async () => {
    const first = await submit({ prompt: 'job 1', steps: 30 })
    const second = await submit({ prompt: 'job 2' })
    await studio.reached(first.id, 'running')
    await live({ prompt: 'old' })
    const draft = await live({ prompt: 'new' })
    await reached(draft.id, 'done')
    expect((await studio.reached(first.id, 'done')).pictureIds).toHaveLength(1)
    expect((await studio.reached(second.id, 'done')).pictureIds).toHaveLength(1)
    expect(prompts()).toEqual(['job 1', 'new', 'job 2'])
  })

  test('a job waits for one picture of a strip, not for all', async () => {
    const strip = await start('strip', { prompt: 's0', steps: 20 }, { prompt: 's1' }, { prompt: 's2' })
    await reached(strip[0]!.id, 'running')
    const job = await submit({ prompt: 'job' })
    await studio.reached(job.id, 'done')
    await reached(strip[2]!.id, 'done')
    expect(prompts()).toEqual(['s0', 'job', 's1', 's2'])
  })

  test('a job that waits for a draft can be cancelled and put in another order', async () => {
    const draft = await live({ prompt: 'draft', steps: 30 })
    await reached(draft.id, 'running')
    const [one, two, three] = [
      await submit({ prompt: '1' }),
      await submit({ prompt: '2' }),
      await submit({ prompt: '3' }),
    ]
    await studio.calls.generation.cancel.mutate({ jobId: one.id })
    await studio.calls.generation.reorder.mutate({ order: [three.id, two.id] })
    await studio.reached(two.id, 'done')
    expect(prompts()).toEqual(['draft', '3', '2'])
  })
})

test('cancelling a lane ends it and nothing else', async () => {
  const strip = await start('strip', { steps: 500 }, {}, {})
  await reached(strip[0]!.id, 'running')
  const job = await submit()
  await studio.calls.drafts.cancel.mutate({ lane: 'live' })
  await studio.calls.drafts.cancel.mutate({ lane: 'strip' })
  await studio.calls.drafts.cancel.mutate({ lane: 'strip' })
  for (const { id } of strip) await reached(id, 'cancelled')
  await studio.reached(job.id, 'done')
  await expect.poll(draftFiles).toEqual([])
})

test('when the engine dies the draft fails with its error, and the next one is made', async () => {
  const strip = await start('strip', { steps: 500 }, { prompt: 'next' })
  await reached(strip[0]!.id, 'running')
  await expect.poll(() => studio.engine.made.length).toBe(1)
  studio.engine.die()
  expect((await reached(strip[0]!.id, 'failed')).error?.code).toBe('engine/died')
  await reached(strip[1]!.id, 'done')
  const failed = await live({ prompt: 'no memory' })
  expect((await reached(failed.id, 'failed')).error?.code).toBe('engine/out-of-memory')
  expect((await reportFrom(studio.calls.drafts.keep.mutate({ id: failed.id }))).code).toBe('draft/not-found')
})

describe('keeping', () => {
  test('makes a picture with its record, once, and says so', async () => {
    const draft = await live({ seed: '11' })
    const { record, url } = await reached(draft.id, 'done')
    const [one, two] = await Promise.all([1, 2].map(() => studio.calls.drafts.keep.mutate({ id: draft.id })))
    const third = await studio.calls.drafts.keep.mutate({ id: draft.id })
    expect(new Set([one!.id, two!.id, third.id]).size).toBe(1)
    expect(one).toMatchObject({ record, width: 128, height: 64, favourite: false })
    expect(one!.fileName).toMatch(/^\d{4}-\d\d-\d\d\/\d{6}-11\.png$/)
    expect(await pictures()).toEqual([one])
    expect(existsSync(join(folder, 'pictures', one!.fileName))).toBe(true)
    expect(studio.events.some((event) => event.type === 'picture' && event.picture.id === one!.id)).toBe(true)
    expect((await get(one!.url)).status).toBe(200)
    expect((await get(url!)).status).toBe(200)
  })

  test('works after it was replaced, until it is too old', async () => {
    const first = await live({ seed: '1' })
    await reached(first.id, 'done')
    await reached((await live({ seed: '2' })).id, 'done')
    const kept = await studio.calls.drafts.keep.mutate({ id: first.id })
    for (let seed = 3; seed < 12; seed++) await reached((await live({ seed: `${seed}` })).id, 'done')
    expect((await reportFrom(studio.calls.drafts.keep.mutate({ id: first.id }))).code).toBe('draft/not-found')
    expect((await get(`/media/draft/${first.id}`)).status).toBe(404)
    expect((await get(kept.url)).status).toBe(200)
    await expect.poll(() => draftFiles().length).toBe(8)
  })

  test('takes no name that a running job was given', async () => {
    const draft = await live()
    await reached(draft.id, 'done')
    await studio.calls.settings.set.mutate({ picturePattern: 'same' })
    const job = await submit({ steps: 40 })
    await studio.reached(job.id, 'running')
    await expect.poll(() => studio.engine.made.length).toBe(2)
    const kept = await studio.calls.drafts.keep.mutate({ id: draft.id })
    await studio.reached(job.id, 'done')
    expect(kept.fileName).toBe('same-2.png')
    expect((await pictures()).map(({ fileName }) => fileName).toSorted()).toEqual(['same-2.png', 'same.png'])
  })

  test('that fails loses nothing, and can be tried again', async () => {
    const draft = await live()
    await reached(draft.id, 'done')
    writeFileSync(join(folder, 'pictures'), 'a file in the way')
    expect((await reportFrom(studio.calls.drafts.keep.mutate({ id: draft.id }))).code).toMatch(/^disk\//)
    expect((await get(`/media/draft/${draft.id}`)).status).toBe(200)
    expect(await pictures()).toEqual([])
    rmSync(join(folder, 'pictures'))
    await studio.calls.drafts.keep.mutate({ id: draft.id })
    expect(await pictures()).toHaveLength(1)
  })

  test('what is not finished, and what never was, is refused', async () => {
    const draft = await live({ steps: 500 })
    await reached(draft.id, 'running')
    expect((await reportFrom(studio.calls.drafts.keep.mutate({ id: draft.id }))).code).toBe('draft/not-done')
    for (const id of ['none', '../../catalog.sqlite', '__proto__']) {
      expect((await reportFrom(studio.calls.drafts.keep.mutate({ id }))).code).toBe('draft/not-found')
      expect((await get(`/media/draft/${encodeURIComponent(id)}`)).status).toBe(404)
    }
  })
})

test('steering reaches the draft being made, and its record says so', async () => {
  const ink = (await studio.adapters())[0]!
  const entry = {
    id: 'a',
    adapter: ink.id,
    name: ink.name,
    on: true,
    weight: 1,
    textWeight: null,
    blockWeights: null,
    schedule: null,
    fromTag: false,
    dynamicRank: null,
  }
  const draft = await live({ steps: 60, stack: [entry] })
  await expect.poll(() => latest(draft.id)?.progress?.step ?? 0, { interval: 2 }).toBeGreaterThan(0)
  const stack = [{ ...entry, weight: 0.25 }]
  expect(await studio.calls.generation.steer.mutate({ jobId: draft.id, stack })).toBe(true)
  const { record } = await reached(draft.id, 'done')
  expect(record?.steered[0]?.entries).toEqual([{ id: 'a', weight: 0.25, textWeight: null }])
  expect(await studio.calls.generation.steer.mutate({ jobId: draft.id, stack })).toBe(false)
})

test('a strip of weights tells how its pictures answer to them', async () => {
  const [ink] = await studio.adapters()
  const entry = (weight: number) => plainEntry({ id: 'ink', adapter: ink!.id, name: 'ink.lora', weight })
  const weights = [0.5, 0, 0.25, 0.75, 1]
  await start('strip', ...weights.map((weight): Change => ({ seed: '7', stack: [entry(weight)] })))
  const { model } = studio.request()
  const mark = async () => (await studio.calls.stacks.weightMarks.query({ model, ids: [ink!.id] })).marks[0]
  await expect.poll(mark).toMatchObject({ response: { pictures: 5 } })
  const { weight, range } = (await mark())!.response!
  expect(weight).toBeLessThanOrEqual(range.max)
  expect(range.max).toBeLessThanOrEqual(1)
})
