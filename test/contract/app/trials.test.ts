// Adapters tried one by one: through the queue, one at a time, told as they come, and gone on with after a restart.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/errors.ts'
import type { Trial } from '../../../src-main/contract/trial.ts'
import { createFakeEngine, type FakeEngine } from '../../support/fake-engine.ts'
import {
  makeDataFolder,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let studio: TestApp
let engine: FakeEngine
const failures = { 'no memory': new AppError('engine/out-of-memory') }

beforeEach(async () => {
  folder = makeDataFolder()
  for (const name of ['blocks', 'ink', 'wash'])
    writeFileSync(join(folder, 'models', `${name}.lora.safetensors`), name)
  engine = createFakeEngine({ failures })
  studio = await startTestApp(folder, { engine })
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

const newest = async (): Promise<Trial | null> => (await studio.calls.trials.newest.query()).trial
const states = async (): Promise<string[]> => (await newest())?.cells.map(({ state }) => state) ?? []
const isOver = (): Promise<unknown> =>
  studio.until(() => studio.app.studio.trials.head()?.state === 'over' || null)
const isMaking = (index: number): Promise<unknown> =>
  studio.until(() => studio.app.studio.trials.newest()?.cells[index]?.state === 'making' || null)
const inGallery = async (): Promise<string[]> => {
  const wish = { query: '', sort: 'newest', offset: 0, limit: 50 } as const
  return (await studio.calls.gallery.page.query(wish)).pictures.map(({ id }) => id)
}
const ofAdapter = async (name: string): Promise<string> =>
  (await studio.adapters()).find((adapter) => adapter.name.startsWith(name))!.id

async function start(change: Parameters<TestApp['request']>[0] = {}): Promise<Trial> {
  const ids = [await ofAdapter('blocks'), await ofAdapter('ink'), await ofAdapter('wash')]
  await studio.calls.adapters.edit.mutate({
    id: ids[1]!,
    edit: { preferredWeight: 0.6, triggerGroups: [['inkstyle']] },
  })
  return studio.calls.trials.start.mutate({ request: studio.request(change), ids })
}

test('the base, then each adapter at its own weight and with its words, as pictures of the gallery', async () => {
  const model = studio.request().model
  const ids = [await ofAdapter('ink'), model]
  await studio.calls.adapters.edit.mutate({
    id: ids[0]!,
    edit: { preferredWeight: 0.6, triggerGroups: [['inkstyle']] },
  })
  const stack = [{ id: 'x', adapter: await ofAdapter('wash'), name: 'wash', weight: 1 }]
  const request = { ...studio.request({ batch: 3 }), stack }
  const begun = await studio.calls.trials.start.mutate({ request, ids })
  expect(begun.cells.map(({ adapter }) => adapter?.id ?? null)).toEqual([null, ids[0]])
  expect(begun.skipped).toMatchObject([{ id: model, why: { code: 'trial/no-adapter' } }])
  await isOver()
  expect(engine.made.map(({ request: { prompt, stack, batch } }) => [prompt, stack.length, batch])).toEqual([
    ['a pear', 0, 1],
    ['a pear, inkstyle', 1, 1],
  ])
  expect(engine.made[1]!.request.stack).toMatchObject([{ weight: 0.6 }])
  const { cells, secondsEach } = (await newest())!
  expect(cells.map(({ picture }) => picture?.record?.request.seed)).toEqual(['7', '7'])
  expect(secondsEach).toBeGreaterThan(0)
  expect((await inGallery()).toSorted()).toEqual(cells.map(({ picture }) => picture!.id).toSorted())
  const told = studio.events.flatMap((event) => (event.type === 'trial-cell' ? [event] : []))
  expect(told.filter(({ cell }) => cell.state === 'done').map(({ index }) => index)).toEqual([0, 1])
})

test('its pictures are in no session, also not in that of the next host', async () => {
  const mine = await studio.calls.generation.submit.mutate(studio.request({ prompt: 'mine' }))
  const { pictureIds } = await studio.reached(mine.id, 'done')
  await start()
  await isOver()
  expect(await inGallery()).toHaveLength(5)
  const told = studio.events.flatMap((event) => (event.type === 'picture' ? [event.picture] : []))
  for (const { jobId, forTrial } of told) expect(forTrial).toBe(jobId !== mine.id)
  const inSession = async () => (await studio.calls.studio.snapshot.query()).pictures.map(({ id }) => id)
  expect(await inSession()).toEqual(pictureIds)
  await studio.app.close()
  studio = await startTestApp(folder, { engine: createFakeEngine() })
  expect(await inSession()).toEqual(pictureIds)
})

test('one picture at a time is in the queue, and one that is asked for meanwhile is next', async () => {
  engine.holdAfter(1)
  await start()
  await isMaking(0)
  const job = await studio.calls.generation.submit.mutate(studio.request({ prompt: 'mine' }))
  expect((await studio.calls.studio.snapshot.query()).jobs).toHaveLength(2)
  engine.letGo()
  await studio.reached(job.id, 'done')
  await isOver()
  expect(engine.made.map(({ request }) => request.prompt).indexOf('mine')).toBe(1)
})

test('a cell that fails ends none of the others, and is made when it is tried again', async () => {
  await start({ prompt: 'no memory' })
  await isOver()
  // Their own words make it another prompt.
  expect(await states()).toEqual(['failed', 'done', 'done', 'done'])
  const { id, cells } = (await newest())!
  expect(cells[0]).toMatchObject({ error: { code: 'engine/out-of-memory' }, picture: null })
  const failed = (await studio.calls.studio.snapshot.query()).jobs.length
  await studio.calls.trials.retry.mutate({ id, cell: 0 })
  await isOver()
  expect((await studio.calls.studio.snapshot.query()).jobs).toHaveLength(failed)
  expect(engine.made).toHaveLength(5)
})

test('in a pause the picture that runs is finished and no other is begun', async () => {
  engine.holdAfter(1)
  const { id } = await start()
  const running = await studio.until(() => studio.app.studio.jobs.open()[0])
  await studio.reached(running.id, 'running')
  await studio.calls.trials.pause.mutate({ id, isPaused: true })
  engine.letGo()
  await studio.reached(running.id, 'done')
  expect(await states()).toEqual(['done', 'waiting', 'waiting', 'waiting'])
  expect(studio.app.studio.jobs.open()).toEqual([])
  await studio.calls.trials.pause.mutate({ id, isPaused: false })
  await isOver()
  expect(await states()).toEqual(['done', 'done', 'done', 'done'])
})

test('in a pause one that waits behind another picture leaves the queue', async () => {
  engine.holdAfter(1)
  const mine = await studio.calls.generation.submit.mutate(studio.request({ prompt: 'mine' }))
  await studio.reached(mine.id, 'running')
  const { id } = await start()
  await studio.calls.trials.pause.mutate({ id, isPaused: true })
  expect(await states()).toEqual(['waiting', 'waiting', 'waiting', 'waiting'])
  engine.letGo()
  await studio.reached(mine.id, 'done')
  expect(studio.app.studio.jobs.open()).toEqual([])
})

test('cancelled, what is made stays; put away, it is forgotten and its pictures are not', async () => {
  const { id } = await start()
  await isMaking(2)
  engine.holdAfter(1)
  await studio.calls.trials.cancel.mutate({ id })
  await expect.poll(states, { interval: 2 }).not.toContain('making')
  expect((await states()).slice(0, 2)).toEqual(['done', 'done'])
  expect((await states())[3]).toBe('cancelled')
  engine.letGo()
  await studio.calls.trials.dismiss.mutate({ id })
  expect(await newest()).toBe(null)
  expect((await studio.calls.studio.snapshot.query()).trial).toBe(null)
  expect(await inGallery()).not.toEqual([])
  const report = await reportFrom(studio.calls.trials.pause.mutate({ id, isPaused: true }))
  expect(report.code).toBe('trial/not-found')
})

test('another host goes on where this one was', async () => {
  engine.holdAfter(1)
  const { id } = await start()
  await isMaking(0)
  await studio.app.close()
  engine = createFakeEngine()
  studio = await startTestApp(folder, { engine })
  expect(studio.app.studio.trials.head()?.id).toBe(id)
  await isOver()
  expect(await states()).toEqual(['done', 'done', 'done', 'done'])
  expect(engine.made).toHaveLength(4)
})

test('another trial takes the place of one that runs', async () => {
  engine.holdAfter(1)
  const first = await start()
  await isMaking(0)
  const second = await start({ prompt: 'a plum' })
  expect(second.id).not.toBe(first.id)
  engine.letGo()
  await isOver()
  expect(await states()).toEqual(['done', 'done', 'done', 'done'])
  expect(engine.made.filter(({ request }) => request.prompt.startsWith('a plum'))).toHaveLength(4)
})

test('a model that is not there tries nothing', async () => {
  const ids = [await ofAdapter('ink')]
  const request = studio.request({ model: 'gone' })
  expect((await reportFrom(studio.calls.trials.start.mutate({ request, ids }))).code).toMatch(/^model\//)
  expect(await newest()).toBe(null)
})
