// The calls of the renderer: refused input, settings, workspace, models, what a checkpoint remembers.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  makeDataFolder,
  origin,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'
import { remark } from '../../../src-main/messages/table.ts'

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

describe('refused input', () => {
  test.each([
    [{ width: 100 }, 'width', remark('value/multiple', { of: 8 })],
    [{ height: 8 }, 'height', remark('value/least', { least: 64 })],
    [{ steps: 100_000 }, 'steps', remark('value/most', { most: 1000 })],
    [{ seed: '-1' }, 'seed', remark('value/seed')],
    [{ seed: '18446744073709551616' }, 'seed', remark('value/seed')],
    [{ sampler: 'fastest' as 'euler' }, 'sampler', { code: 'value/choice' }],
    [{ guidance: Number.NaN }, 'guidance', remark('value/kind', { wanted: 'number' })],
  ])('%o names the field', async (change, field, problem) => {
    const report = await reportFrom(studio.calls.generation.submit.mutate(studio.request(change)))
    expect(report).toMatchObject({ code: 'request/invalid', facts: { field, problem }, details: { field } })
  })

  test('the error holds no stack', async () => {
    const answer = await studio.app.fetch(
      new Request(`${origin}/trpc/generation.submit`, {
        method: 'POST',
        body: '{',
        headers: { 'content-type': 'application/json' },
      }),
    )
    expect(answer.status).toBe(400)
    const text = await answer.text()
    expect(text).not.toMatch(/stack|node_modules|\.ts:/)
    expect(JSON.parse(text)).toMatchObject({
      error: { data: { report: { code: 'request/not-understood', facts: { kind: 'bad-request' } } } },
    })
  })

  test('an unknown call is not found', async () => {
    const answer = await studio.app.fetch(
      new Request(`${origin}/trpc/studio.nothing`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      }),
    )
    expect(answer.status).toBe(404)
  })

  test('a model that is not there, and one whose file is broken, are refused before they queue', async () => {
    const { generation, models } = studio.calls
    const missing = await reportFrom(generation.submit.mutate(studio.request({ model: 'none' })))
    expect(missing.code).toBe('model/not-found')
    const broken = (await models.list.query()).find(({ problem }) => problem !== null)
    const report = await reportFrom(generation.submit.mutate(studio.request({ model: broken?.id ?? '' })))
    expect(report).toMatchObject({ code: 'safetensors/truncated', facts: {} })
    expect((await studio.calls.studio.snapshot.query()).jobs).toEqual([])
  })
})

describe('requests', () => {
  const post = (path: string, body: unknown) =>
    studio.app.fetch(
      new Request(`${origin}/trpc/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    )

  test('a query is asked by POST, so that no prompt is part of an address', async () => {
    const answer = await post('prompt.count', { text: 'a pear', profile: 'a1111' })
    expect(await answer.json()).toMatchObject({ result: { data: { tokens: 2, borders: [] } } })
  })

  test('many calls in one request are refused', async () => {
    const names = Array.from({ length: 1000 }, () => 'settings.get')
    const answer = await post(`${names.join(',')}?batch=1`, {})
    expect(answer.status).toBe(400)
  })
})

describe('settings', () => {
  test('start with defaults, change one by one, and survive a restart', async () => {
    expect(await studio.calls.settings.get.query()).toMatchObject({
      theme: 'system',
      device: 'auto',
      scale: 1,
    })
    await studio.calls.settings.set.mutate({ theme: 'dark' })
    await studio.calls.settings.set.mutate({ language: 'ja' })
    await studio.app.close()
    studio = await startTestApp(folder)
    expect(await studio.calls.settings.get.query()).toMatchObject({ theme: 'dark', language: 'ja', scale: 1 })
  })

  test.each([
    [{ scale: 9 }, 'request/invalid'],
    [{ modelFolders: ['relative'] }, 'settings/folder-relative'],
    [{ modelFolders: ['/there/is/no/such/folder'] }, 'settings/folder-missing'],
    [{ picturesFolder: '/' }, 'folder/of-the-system'],
    [{ modelFolders: ['/'] }, 'folder/of-the-system'],
    [{ picturePattern: '{date}/{mood}' }, 'settings/unknown-placeholder'],
    [{ picturePattern: '...' }, 'settings/empty-pattern'],
  ])('%o is refused', async (change, code) => {
    const before = await studio.calls.settings.get.query()
    expect((await reportFrom(studio.calls.settings.set.mutate(change))).code).toBe(code)
    expect(await studio.calls.settings.get.query()).toEqual(before)
  })
})

test('a file in the way of the pictures folder is said to be', async () => {
  writeFileSync(join(folder, 'file'), '')
  const change = studio.calls.settings.set.mutate({ picturesFolder: join(folder, 'file', 'pictures') })
  expect((await reportFrom(change)).code).toBe('settings/folder-unusable')
})

test('the workspace starts with the demo prompt on the demo model, and comes back as it was saved', async () => {
  const { workspace, models } = await studio.calls.studio.snapshot.query()
  expect(workspace.request.prompt).toBe('strawberry on a blue background')
  expect(workspace.request).toMatchObject({ width: 128, height: 128, seed: null })
  expect(models.find(({ id }) => id === workspace.request.model)?.name).toBe('Emoji Diffusion 128')
  const changed = { ...workspace, lastSeed: '12', request: { ...workspace.request, prompt: 'panda {<&' } }
  await studio.calls.workspace.save.mutate({
    window: 'a',
    workspace: changed,
    changed: ['lastSeed', 'request.prompt'],
  })
  await studio.app.close()
  studio = await startTestApp(folder)
  expect((await studio.calls.studio.snapshot.query()).workspace).toEqual(changed)
})

test('a checkpoint remembers what it was last used with', async () => {
  const request = studio.request({
    steps: 9,
    sampler: 'heun',
    scheduler: 'karras',
    clipSkip: 2,
    guidance: 3.5,
  })
  expect(await studio.calls.models.choose.mutate({ id: request.model })).toEqual({})
  await studio.calls.generation.submit.mutate(request)
  expect(await studio.calls.models.choose.mutate({ id: request.model })).toEqual({
    vae: null,
    clipSkip: 2,
    sampler: 'heun',
    scheduler: 'karras',
    steps: 9,
    guidance: 3.5,
    width: 128,
    height: 64,
  })
})

test('models: a rescan finds a new file, keeps ids, and marks one that went', async () => {
  const before = await studio.calls.models.list.query()
  writeFileSync(join(folder, 'models', 'new_painter-v2.safetensors'), 'new')
  expect(await studio.calls.library.rescan.mutate()).toEqual({ models: before.length + 1 })
  const after = await studio.calls.models.list.query()
  expect(after.find(({ fileName }) => fileName.startsWith('new'))?.name).toBe('New Painter v2')
  expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)))
  removeFolder(join(folder, 'models', 'emoji-diffusion-128.safetensors'))
  await studio.calls.library.rescan.mutate()
  const report = await reportFrom(studio.calls.generation.submit.mutate(studio.request()))
  expect(report.code).toBe('model/missing')
})

test('a prompt is counted, with the places where its chunks end', async () => {
  expect(await studio.calls.prompt.count.query({ text: 'a red pear', profile: 'a1111' })).toEqual({
    tokens: 3,
    borders: [],
  })
  const long = Array.from({ length: 80 }, () => 'pear').join(' ')
  const counted = await studio.calls.prompt.count.query({ text: long, profile: 'a1111' })
  expect(counted).toEqual({ tokens: 80, borders: [75 * 'pear '.length] })
})

test('devices are listed once the engine is there, and can be checked again', async () => {
  await expect.poll(() => studio.calls.devices.list.query()).toHaveLength(1)
  const report = await studio.calls.devices.check.mutate({ name: 'cpu' })
  expect(report.conformance[0]).toMatchObject({ op: 'MatMul', passed: true })
  expect(await studio.calls.devices.list.query()).toEqual([report])
})

describe('what nobody waits for', () => {
  test('hashing rests when it is told to, is there for a new window, and goes on', async () => {
    const { library, models, studio: all } = studio.calls
    // Both at once would be over before it is looked at.
    await library.pauseHashing.mutate({ isPaused: true })
    const model = (await models.list.query()).find(({ problem }) => problem === null)
    await models.choose.mutate({ id: model?.id ?? '' })
    await expect.poll(async () => (await all.snapshot.query()).hashing).toMatchObject({ state: 'paused' })
    await library.pauseHashing.mutate({ isPaused: false })
    await expect.poll(async () => (await all.snapshot.query()).hashing).toBeNull()
  })

  test('ending a look when there is none changes nothing', async () => {
    await studio.calls.library.endScan.mutate()
    expect((await studio.calls.library.rescan.mutate()).models).toBeGreaterThan(0)
  })
})
