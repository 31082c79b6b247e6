// Previews in idle time: which pictures are made and in which order, for whom they give way, how they go on after a
// restart, what fails, and what is thrown away.
import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/errors.ts'
import { idleLimits, noIdlePreviews, type IdleWish } from '../../../src-main/contract/idle-previews.ts'
import { createFakeEngine, type FakeEngine } from '../../support/fake-engine.ts'
import { madeUpPng } from '../../support/made-up-png.ts'
import { makeDataFolder, origin, removeFolder, startTestApp, type TestApp } from '../../support/test-app.ts'

let folder: string
let studio: TestApp
let engine: FakeEngine
const failures = { 'no memory, blockwork': new AppError('engine/out-of-memory') }
const words: Record<string, string> = { blocks: 'blockwork', ink: 'inkwork', wash: 'inkwork' }

async function start(options: { idleAfterMs?: number } = {}): Promise<void> {
  studio = await startTestApp(folder, { engine, idleAfterMs: 0, measures: false, ...options })
}

beforeEach(() => {
  folder = makeDataFolder()
  engine = createFakeEngine({ failures })
  for (const name of Object.keys(words))
    writeFileSync(join(folder, 'models', `${name}.lora.safetensors`), name)
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

const files = (): string[] => {
  mkdirSync(join(folder, 'idle-previews'), { recursive: true })
  return readdirSync(join(folder, 'idle-previews'))
}
const report = () => studio.calls.idle.report.query()
const idOf = async (name: string): Promise<string> =>
  (await studio.adapters()).find((adapter) => adapter.name.startsWith(name))!.id

/** Each adapter has words and a weight of its own. */
async function describe(): Promise<void> {
  for (const [name, word] of Object.entries(words))
    await studio.calls.adapters.edit.mutate({
      id: await idOf(name),
      edit: { preferredWeight: 0.6, triggerGroups: [[word]] },
    })
}
async function want(change: Partial<IdleWish> = {}): Promise<void> {
  const idlePreviews: IdleWish = {
    ...noIdlePreviews,
    isOn: true,
    model: studio.request().model,
    prompts: [{ prompt: 'a pear', seed: '5' }],
    steps: 3,
    side: 64,
    ...change,
  }
  await studio.calls.settings.set.mutate({ idlePreviews })
}
const isOver = (done: number): Promise<unknown> =>
  expect.poll(async () => (await report()).made, { interval: 5 }).toEqual({ done, of: done })

test('of every adapter at its weight and at 0, the same words and seed; at 0 shared where the words are', async () => {
  await start()
  await describe()
  await want()
  await isOver(6)
  const asked = engine.made.map(({ request: { prompt, seed, steps, width, stack } }) => {
    return [prompt, seed, steps, width, stack[0]?.name.split('.')[0] ?? '', stack[0]?.weight ?? 0].join(' ')
  })
  expect(asked.toSorted()).toEqual([
    'a pear, blockwork 5 3 64  0',
    'a pear, blockwork 5 3 64 blocks 0.6',
    'a pear, inkwork 5 3 64  0',
    'a pear, inkwork 5 3 64 ink 0.6',
    'a pear, inkwork 5 3 64 wash 0.6',
  ])
  expect(engine.mostAtOnce()).toBe(1)
  expect(files()).toHaveLength(5)
  expect(await studio.calls.pictures.list.query({ limit: 9 })).toEqual([])
  const { count, sizeBytes, misfits } = await report()
  expect([count, sizeBytes > 0, misfits]).toEqual([5, true, []])
})

test('they stand behind all other pictures of an adapter, and any of them can be chosen', async () => {
  const png = madeUpPng({ width: 8, height: 8, bits: 8, interlaced: false, whole: true })
  writeFileSync(join(folder, 'models', 'ink.lora.preview.png'), png)
  await start()
  await describe()
  await want({ prompts: [noIdlePreviews.prompts[0]!, { prompt: 'a pear', seed: '5' }] })
  await isOver(12)
  const ink = await studio.calls.find.details.query({ id: await idOf('ink') })
  expect(ink.previews.map(({ from, place, prompt }) => [from, place, prompt])).toEqual([
    ['beside', 0, null],
    ['preferred', 0, noIdlePreviews.prompts[0]!.prompt],
    ['preferred', 1, 'a pear'],
    ['without', 0, noIdlePreviews.prompts[0]!.prompt],
    ['without', 1, 'a pear'],
  ])
  const wash = await studio.calls.find.details.query({ id: await idOf('wash') })
  const bytesOf = async (url: string): Promise<string> =>
    Buffer.from(await (await studio.app.fetch(new Request(`${origin}${url}`))).arrayBuffer()).toString('hex')
  expect(await bytesOf(wash.item.previewUrl!)).toBe(await bytesOf(wash.previews[0]!.url))
  expect(wash.adapter?.previewUrl).toBe(wash.item.previewUrl)
  const each = await Promise.all(wash.previews.map(({ url }) => bytesOf(url)))
  expect(new Set(each).size).toBe(4)
  const choice = { id: wash.item.id, from: 'without', place: 1 } as const
  await studio.calls.find.preferPreview.mutate(choice)
  const chosen = await studio.calls.find.details.query({ id: wash.item.id })
  expect(chosen.previews[0]).toMatchObject({ from: 'chosen' })
})

test('a picture is given up as soon as a person does something or asks for one, and made later', async () => {
  await start({ idleAfterMs: 150 })
  await describe()
  engine.holdAfter(1)
  await want()
  await expect.poll(() => engine.made.length, { interval: 5 }).toBe(1)
  const first = engine.made[0]!.request.prompt
  const job = await studio.calls.generation.submit.mutate(studio.request({ prompt: 'mine' }))
  await studio.reached(job.id, 'running')
  expect(files()).toEqual([])
  engine.letGo()
  await studio.reached(job.id, 'done')
  engine.holdAfter(1)
  await expect.poll(() => engine.made.length, { interval: 5 }).toBe(3)
  await studio.calls.idle.used.mutate()
  await expect.poll(() => studio.engine.state().state, { interval: 2 }).toBe('ready')
  await expect
    .poll(() => studio.app.studio.idlePreviews.progress(), { interval: 5 })
    .toMatchObject({ state: 'waiting', adapter: null })
  engine.letGo()
  await isOver(6)
  expect(engine.made.filter(({ request }) => request.prompt === first).length).toBeGreaterThan(2)
  expect(files()).toHaveLength(5)
})

test('paused, nothing is made, also after a restart; what is there is not made again', async () => {
  await start()
  await describe()
  engine.holdAfter(1)
  await want()
  await expect.poll(() => engine.made.length, { interval: 5 }).toBe(1)
  await studio.calls.idle.pause.mutate({ isPaused: true })
  await expect.poll(() => studio.engine.state().state, { interval: 2 }).toBe('ready')
  engine.letGo()
  await studio.calls.idle.pause.mutate({ isPaused: false })
  await isOver(6)
  await studio.calls.idle.pause.mutate({ isPaused: true })
  rmSync(join(folder, 'idle-previews', files()[0]!))
  await studio.app.close()
  // As a host that is killed leaves it.
  writeFileSync(join(folder, 'idle-previews', 'half.png'), 'half')
  engine = createFakeEngine({ failures })
  await start()
  await expect.poll(async () => (await report()).made, { interval: 5 }).toMatchObject({ of: 6 })
  expect([engine.made.length, (await report()).isPaused]).toEqual([0, true])
  await studio.calls.idle.pause.mutate({ isPaused: false })
  await isOver(6)
  expect(engine.made).toHaveLength(1)
  expect(files()).not.toContain('half.png')
})

test('one that fails is told by name and not tried again before somebody wants it; others are made', async () => {
  await start()
  await describe()
  await want({ prompts: [{ prompt: 'no memory', seed: '1' }] })
  await isOver(6)
  expect((await report()).failed.map(({ name, why }) => [name, why.code])).toEqual([
    ['blocks.lora', 'engine/out-of-memory'],
  ])
  const tried = engine.made.length
  await studio.app.close()
  engine = createFakeEngine()
  await start()
  await isOver(6)
  expect([tried, engine.made.length]).toEqual([5, 0])
  await studio.calls.idle.retry.mutate()
  await isOver(6)
  expect((await report()).failed).toEqual([])
  expect(engine.made).toHaveLength(2)
})

test('what nobody wants any more goes: other words, another weight, an adapter that is gone; and all on demand', async () => {
  await start()
  await describe()
  await want()
  await isOver(6)
  const before = files()
  await studio.calls.adapters.edit.mutate({ id: await idOf('ink'), edit: { preferredWeight: 0.9 } })
  await isOver(6)
  await expect.poll(() => files().filter((file) => !before.includes(file)).length, { interval: 5 }).toBe(1)
  await want({ steps: 4 })
  await isOver(6)
  expect(files().some((file) => before.includes(file))).toBe(false)
  expect(files()).toHaveLength(5)
  // What was never chosen about is forgotten with its file; the others may come back.
  rmSync(join(folder, 'models', 'blocks.lora.safetensors'))
  await studio.calls.library.rescan.mutate()
  await isOver(4)
  expect(files()).toHaveLength(5)
  await want({ isOn: false })
  await studio.calls.idle.clear.mutate()
  expect(files()).toEqual([])
  expect((await report()).count).toBe(0)
  const card = await studio.calls.find.details.query({ id: await idOf('ink') })
  expect([card.previews, card.item.previewUrl]).toEqual([[], null])
})

test('no more are made than may lie there: those of favourites stay, and more room brings the others back', async () => {
  await start()
  await describe()
  await studio.calls.adapters.edit.mutate({ id: await idOf('ink'), edit: { favourite: true } })
  await want()
  await isOver(6)
  const [own] = studio.app.studio.idlePreviews.of(await idOf('ink'))
  await studio.app.close()
  const { min } = idleLimits.bytes
  truncateSync(own!.path, min)
  engine = createFakeEngine()
  await start()
  await expect.poll(async () => (await report()).sizeBytes, { interval: 5 }).toBeGreaterThan(min)
  await want({ limitBytes: min })
  await expect.poll(async () => (await report()).isFull, { interval: 5 }).toBe(true)
  const { sizeBytes, count, made } = await report()
  expect([sizeBytes, count, made]).toEqual([min, 1, { done: 1, of: 6 }])
  expect(files()).toEqual([basename(own!.path)])
  expect(studio.app.studio.idlePreviews.progress()).toBeNull()
  await want({ limitBytes: 3 * min })
  await isOver(6)
  expect([(await report()).isFull, files().length]).toEqual([false, 5])
})

test('an adapter of another base is named with the reason, and nothing is made for it', async () => {
  writeFileSync(join(folder, 'models', 'big-xl.safetensors'), 'xl')
  await start()
  const models = await studio.calls.models.list.query()
  await want({ model: models.find(({ architecture }) => architecture === 'sdxl')!.id })
  await expect.poll(async () => (await report()).misfitCount, { interval: 5 }).toBe(3)
  const { misfits } = await report()
  expect(misfits[0]).toMatchObject({ name: 'blocks.lora', why: { code: 'adapter/wrong-architecture' } })
  expect(engine.made).toEqual([])
})
