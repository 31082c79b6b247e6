// Each adapter of a picture muted in turn: which is made and when, what the picture is compared with, and what is missing.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainEntry, type StackEntry } from '../../../src-main/contract/adapter.ts'
import type { GenerationRequest } from '../../../src-main/contract/generation.ts'
import type { Muting } from '../../../src-main/contract/muting.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import { createFakeEngine, type FakeEngine } from '../../support/fake-engine.ts'
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
let engine: FakeEngine

const fileOf = (name: string): string => join(folder, 'models', `${name}.lora.safetensors`)

beforeEach(async () => {
  folder = makeDataFolder()
  for (const name of ['blocks', 'ink', 'wash']) writeFileSync(fileOf(name), name)
  engine = createFakeEngine()
  studio = await startTestApp(folder, { engine })
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

async function stackOf(weights: Record<string, number>): Promise<StackEntry[]> {
  const adapters = await studio.adapters()
  return Object.entries(weights).map(([name, weight]) => {
    const { id } = adapters.find((adapter) => adapter.name.startsWith(name))!
    return plainEntry({ id: `entry-${name}`, adapter: id, name, weight })
  })
}

/** With all that its record has when hashes are there. */
async function draw(change: Partial<GenerationRequest>): Promise<PictureSummary> {
  const job = await studio.calls.generation.submit.mutate(studio.request(change))
  const { pictureIds } = await studio.reached(job.id, 'done')
  const find = (): PictureSummary => studio.app.studio.pictures.find(pictureIds.at(-1)!)
  await expect
    .poll(() => {
      const { model, adapters } = find().record!
      return [model, ...adapters].every(({ sha256 }) => sha256 !== undefined)
    })
    .toBe(true)
  return find()
}

const newest = async (): Promise<Muting> => (await studio.calls.muting.newest.query()).muting!
const start = (picture: PictureSummary): Promise<Muting> =>
  studio.calls.muting.start.mutate({ pictureId: picture.id })
/** Made, and compared. */
const isOver = (): Promise<unknown> =>
  studio.until(() => {
    const muting = studio.app.studio.mutings.newest()
    const isMeasured = muting?.cells.every(({ entry, state, distance }) => {
      return entry === null || state !== 'done' || distance !== null
    })
    return (muting?.state === 'over' && isMeasured) || null
  })
const isMaking = (index: number): Promise<unknown> =>
  studio.until(() => studio.app.studio.mutings.newest()?.cells[index]?.state === 'making' || null)
const get = async (url: string): Promise<Response> => studio.app.fetch(new Request(`${origin}${url}`))
const states = async (): Promise<string[]> => (await newest()).cells.map(({ state }) => state)
const namesOn = ({ stack }: GenerationRequest): string[] =>
  stack.flatMap(({ on, name }) => (on ? [name] : []))

test('one without each, of the same words and seed, compared with the kept picture, and in no gallery', async () => {
  const picture = await draw({
    prompt: 'a pear, inkstyle',
    stack: await stackOf({ blocks: 0, ink: 1, wash: 0.2 }),
  })
  const begun = await start(picture)
  expect(begun.cells.map(({ entry, state }) => [entry?.name ?? null, state])).toMatchObject([
    [null, 'done'],
    ['blocks', 'making'],
    ['ink', 'waiting'],
    ['wash', 'waiting'],
  ])
  await isOver()
  const asked = engine.made.slice(1).map(({ request }) => request)
  expect(asked.map(namesOn)).toEqual([
    ['ink', 'wash'],
    ['blocks', 'wash'],
    ['blocks', 'ink'],
  ])
  for (const { prompt, seed, steps, width, height } of asked)
    expect({ prompt, seed, steps, width, height }).toEqual({
      ...{ prompt: 'a pear, inkstyle', seed: picture.record!.seed, steps: picture.record!.request.steps },
      ...{ width: picture.width, height: picture.height },
    })
  const { base, why, cells } = await newest()
  expect([base, why, cells[0]!.url]).toEqual(['kept', [], picture.url])
  expect(cells.slice(1).map(({ distance }) => distance!.share)).toEqual([0, 1, 1])
  // The pretend engine turns the hue by the weights that act.
  expect(cells[2]!.distance!.mean).toBeGreaterThan(cells[3]!.distance!.mean)
  expect(await studio.calls.pictures.list.query({ limit: 10 })).toHaveLength(1)

  const { width, height, mapUrl } = cells[2]!.distance!
  const map = new Uint8Array(await (await get(mapUrl)).arrayBuffer())
  expect(map.length).toBe(width * height)
  expect((await get(cells[2]!.url!)).headers.get('content-type')).toBe('image/png')
})

test('whoever turned the hue further is told first, whatever it was', async () => {
  // Of 18 and 144 degrees, where HSL has 72 degrees seen more than 90.
  for (const seed of ['18', '144']) {
    await start(await draw({ seed, stack: await stackOf({ ink: 0.8, wash: 1 }) }))
    await isOver()
    const [, ink, wash] = (await newest()).cells.map(({ distance }) => distance)
    expect(wash!.mean).toBeGreaterThan(ink!.mean)
  }
})

test('what was made otherwise is made again first, and why is said', async () => {
  const picture = await draw({ stack: await stackOf({ ink: 1 }) })
  const { pictures } = studio.app.studio
  const record = picture.record!
  const stopped = { ...record, stepsDone: record.request.steps - 1 }
  await pictures.complete(picture.id, stopped)
  const begun = await start(picture)
  expect([begun.base, begun.why.map(({ code }) => code)]).toEqual(['remade', ['replay/stopped']])
  await isOver()
  expect(engine.made.slice(1).map(({ request }) => namesOn(request))).toEqual([['ink'], []])
  expect((await newest()).cells[0]!.url).toMatch(/^\/media\/draft\//)

  // Another runtime is known when something has been made with this one.
  await pictures.complete(picture.id, { ...record, runtime: 'older' })
  expect((await start(picture)).base).toBe('unknown')
  await isOver()
  const { base, why, cells } = await newest()
  expect([base, why.map(({ code }) => code)]).toEqual(['remade', ['replay/runtime']])
  expect(cells.map(({ state }) => state)).toEqual(['done', 'done'])
  expect(cells[1]!.distance!.share).toBe(1)
})

test('what is not here is named and left out of all; without a base, or without any adapter, nothing is made', async () => {
  const picture = await draw({ stack: await stackOf({ ink: 1, wash: 0.5 }) })
  const plain = await draw({})
  mkdirSync(join(folder, 'elsewhere'))
  renameSync(fileOf('wash'), join(folder, 'elsewhere', 'wash'))
  await studio.calls.library.rescan.mutate()
  const made = engine.made.length
  const begun = await start(picture)
  expect(begun.why).toMatchObject([{ code: 'replay/adapter-missing', facts: { name: 'wash' } }])
  expect([begun.base, begun.cells.map(({ entry }) => entry?.name ?? null)]).toEqual(['remade', [null, 'ink']])
  await isOver()
  expect(engine.made.slice(made).map(({ request }) => namesOn(request))).toEqual([['ink'], []])

  expect((await reportFrom(start(plain))).code).toBe('muting/no-adapter')
  const model = join(folder, 'models', 'emoji-diffusion-128.safetensors')
  renameSync(model, join(folder, 'elsewhere', 'emoji'))
  await studio.calls.library.rescan.mutate()
  expect((await reportFrom(start(picture))).code).toBe('replay/model-missing')
})

test('a picture that somebody asks for is made before the next of these', async () => {
  const picture = await draw({ stack: await stackOf({ blocks: 1, ink: 1, wash: 1 }) })
  engine.holdAfter(1)
  await start(picture)
  await isMaking(1)
  const mine = await studio.calls.generation.submit.mutate(studio.request({ prompt: 'mine' }))
  const second = await studio.calls.generation.submit.mutate(studio.request({ prompt: 'mine, too' }))
  engine.letGo()
  await studio.reached(mine.id, 'done')
  await studio.reached(second.id, 'done')
  await isOver()
  expect(engine.made.slice(1).map(({ request }) => request.prompt)).toEqual([
    ...['a pear', 'mine', 'mine, too', 'a pear', 'a pear'],
  ])
})

test('paused, what runs is finished and no other is begun; cancelled, what is made stays and can be gone on with', async () => {
  const picture = await draw({ stack: await stackOf({ blocks: 1, ink: 1, wash: 1 }) })
  engine.holdAfter(1)
  const { id } = await start(picture)
  await studio.until(() => engine.made.length === 2 || null)
  await studio.calls.muting.pause.mutate({ id, isPaused: true })
  engine.letGo()
  await expect.poll(states, { interval: 2 }).toEqual(['done', 'done', 'waiting', 'waiting'])
  expect((await studio.calls.studio.snapshot.query()).muting).toMatchObject({ id, state: 'paused', of: 4 })
  engine.holdAfter(1)
  await studio.calls.muting.pause.mutate({ id, isPaused: false })
  await studio.until(() => engine.made.length === 3 || null)
  await studio.calls.muting.cancel.mutate({ id })
  await expect.poll(states, { interval: 2 }).toEqual(['done', 'done', 'cancelled', 'cancelled'])
  engine.letGo()
  await studio.calls.muting.retry.mutate({ id, cell: 2 })
  await isOver()
  expect(await states()).toEqual(['done', 'done', 'done', 'cancelled'])
})

test('one that fails ends none of the others; put away, the pictures are gone, and so is the comparison', async () => {
  const picture = await draw({ stack: await stackOf({ ink: 1, wash: 1 }) })
  engine.holdAfter(1)
  const { id } = await start(picture)
  await studio.until(() => engine.made.length === 2 || null)
  engine.die()
  engine.letGo()
  await isOver()
  expect(await states()).toEqual(['done', 'failed', 'done'])
  expect((await newest()).cells[1]!.error).not.toBe(null)
  const { url } = (await newest()).cells[2]!
  await studio.calls.muting.dismiss.mutate({ id })
  expect((await studio.calls.muting.newest.query()).muting).toBe(null)
  expect((await get(url!)).status).toBe(404)
  expect((await studio.calls.studio.snapshot.query()).drafts).toEqual([])
  const report = await reportFrom(studio.calls.muting.retry.mutate({ id, cell: 1 }))
  expect(report.code).toBe('muting/not-found')
})
