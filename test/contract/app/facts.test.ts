// What sites know of the library: asked when a person wants it and shown before, kept with the contents, found by search,
// behind what a person wrote; whatever a site answers, one file's failure is named and the next one is asked.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileCheck } from '../../../src-main/app/downloads/file-check.ts'
import type { FoundItem } from '../../../src-main/contract/find.ts'
import type { AskSites } from '../../../src-main/contract/site-facts.ts'
import type { Transfer } from '../../../src-main/contract/transfer.ts'
import { json, lead, startDownloadServer, type DownloadServer } from '../../support/download-server.ts'
import { madeUpPng } from '../../support/made-up-png.ts'
import { safetensorsBytes } from '../../support/safetensors-bytes.ts'
import {
  makeDataFolder,
  origin,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

const check = { ...fileCheck, close: () => Promise.resolve() }
const png = madeUpPng({ width: 8, height: 8, bits: 8, interlaced: false, whole: true })
let folder: string
let server: DownloadServer
let studio: TestApp

const sha = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const put = (name: string): void => writeFileSync(join(folder, 'models', `${name}.lora.safetensors`), name)

async function start(): Promise<void> {
  const site = { base: server.base, hosts: [new URL(server.base).host] }
  const other = { base: server.otherBase, hosts: [new URL(server.otherBase).host] }
  studio = await startTestApp(folder, {
    measures: false,
    downloads: { sites: { civitai: site, 'hugging-face': other }, check, pausesMs: [0], gapMs: 0 },
  })
}
beforeEach(async () => {
  folder = makeDataFolder()
  server = await startDownloadServer()
})
afterEach(async () => {
  await studio.app.close()
  await server.close()
  removeFolder(folder)
})

const byHash = (name: string): string => `/api/v1/model-versions/by-hash/${sha(name)}`
/** As it tells AutoV3; that of a pretend file is its SHA-256 from behind. */
const tensors = (name: string): string => sha(name).split('').reverse().join('').slice(0, 12)
const byTensors = (name: string): string => `/api/v1/model-versions/by-hash/${tensors(name)}`
const version = (name: string, more: object = {}) => ({
  id: 6,
  modelId: 5,
  name: 'v1',
  baseModel: 'SD 1.5',
  trainedWords: ['brushed ink', 'wet paper, wash'],
  model: { name: 'Quiet Ink', type: 'LORA', nsfw: false },
  files: [{ name: 'q.safetensors', hashes: { SHA256: sha(name).toUpperCase() } }],
  ...more,
})
const model = {
  id: 5,
  name: 'Quiet Ink',
  description: '<p>Slow <b>brushes</b>.</p><p>Weight 0.7</p>',
  tags: ['sumi'],
  nsfw: false,
  modelVersions: [
    { id: 8, name: 'v3 XL', baseModel: 'SDXL 1.0', publishedAt: '2026-05-01T00:00:00.000Z' },
    { id: 7, name: 'v2', baseModel: 'SD 1.5', publishedAt: '2026-03-01T00:00:00.000Z' },
    { id: 6, name: 'v1', baseModel: 'SD 1.5', publishedAt: '2026-01-01T00:00:00.000Z' },
  ],
}

async function card(query: string): Promise<FoundItem | undefined> {
  const wish = { query, model: null, sort: 'name' as const, offset: 0, limit: 1 }
  return (await studio.calls.find.items.query(wish)).items[0]
}
const idOf = async (name: string): Promise<string> => (await card(`"${name}.lora"`))!.id

async function ask(names: readonly string[], more: Partial<AskSites> = {}): Promise<Transfer> {
  const ids = await Promise.all(names.map(idOf))
  const wish = { ids, sites: ['civitai' as const], again: false, pictures: false, ...more }
  return over((await studio.calls.facts.ask.mutate(wish)).id)
}
const over = (id: string): Promise<Transfer> =>
  studio.until(() => {
    const last = studio.events.findLast((event) => event.type === 'transfer' && event.transfer.id === id)
    return last?.type === 'transfer' && ['done', 'cancelled'].includes(last.transfer.state)
      ? last.transfer
      : null
  })

test('what Civitai knows is asked once, exactly as it was shown, kept with the contents, and found', async () => {
  put('ink')
  server.on(byHash('ink'), json(version('ink')))
  server.on('/api/v1/models/5', json(model))
  await start()
  await studio.calls.downloads.setToken.mutate({ site: 'civitai', token: 'token-of-mine' })
  const id = await idOf('ink')
  const hashless = await studio.calls.facts.plan.query({ ids: [id] })
  expect(hashless).toMatchObject([{ site: 'civitai', count: 1, known: 0, unread: 1, withToken: true }])
  await studio.app.studio.adapters.hash(id, 5_000)
  const [plan] = await studio.calls.facts.plan.query({ ids: [id] })
  const first = `${server.base}${byHash('ink')}`
  const [second, last] = [`${server.base}${byTensors('ink')}`, `${server.base}/api/v1/models/…`]
  expect(plan?.files).toEqual([{ name: 'ink.lora', addresses: [first, second, last] }])
  expect(server.asked).toEqual([])
  expect(await studio.calls.facts.of.query({ id })).toEqual([])

  expect(await ask(['ink'])).toMatchObject({ state: 'done', done: 1, failed: 0, same: 0 })
  expect(server.asked.map(({ path }) => `${server.base}${path}`)).toEqual([
    first,
    `${server.base}/api/v1/models/5`,
  ])
  const [told] = await studio.calls.facts.of.query({ id })
  expect(told).toMatchObject({
    site: 'civitai',
    asked: [first, `${server.base}/api/v1/models/5`],
    withToken: true,
    known: {
      page: `${server.base}/models/5?modelVersionId=6`,
      title: 'Quiet Ink',
      version: 'v1',
      description: 'Slow brushes.\nWeight 0.7',
      base: 'SD 1.5',
      triggerGroups: [['brushed ink'], ['wet paper', 'wash']],
      tags: ['sumi'],
      nsfw: false,
      pictures: [],
      newer: { name: 'v2', base: 'SD 1.5', address: `${server.base}/models/5?modelVersionId=7` },
    },
  })
  expect(JSON.stringify([told, studio.events])).not.toContain('token-of-mine')
  for (const query of ['quiet', 'sumi', 'brushes', '"wet paper"', 'line:"sd 1.5"'])
    expect((await card(query))?.id, query).toBe(id)
  const [adapter] = await studio.adapters()
  expect(adapter?.madeFor).toMatchObject({
    name: 'SD 1.5',
    how: { code: 'recognition/base-asked', facts: { site: 'civitai', said: 'SD 1.5' } },
  })

  // What a person writes stays before it.
  await studio.calls.find.edit.mutate({ edits: [{ ids: [id], change: { line: 'My own' } }] })
  expect((await ask(['ink'], { again: true })).failed).toBe(0)
  expect((await studio.adapters())[0]?.madeFor).toMatchObject({
    name: 'My own',
    how: { code: 'adapter/line-chosen' },
  })

  // The same contents elsewhere are known, too; after a restart nothing is asked.
  await studio.app.close()
  server.asked.length = 0
  writeFileSync(join(folder, 'models', 'copy.lora.safetensors'), 'ink')
  await start()
  const copy = await idOf('copy')
  await studio.app.studio.adapters.hash(copy, 5_000)
  expect((await studio.calls.facts.of.query({ id: copy }))[0]?.known?.title).toBe('Quiet Ink')
  expect(await ask(['ink', 'copy'])).toMatchObject({ done: 2, failed: 0 })
  expect(server.asked).toEqual([])
})

test('a file whose metadata were changed is found by its tensors, which are asked for where nothing else is found', async () => {
  for (const name of ['ink', 'wash', 'lies']) put(name)
  const files = [{ hashes: { SHA256: sha('before'), AutoV3: tensors('ink').toUpperCase() } }]
  server.on(byTensors('ink'), json(version('ink', { files })))
  server.on(byTensors('lies'), json(version('lies', { files })))
  server.on('/api/v1/models/5', json(model))
  await start()
  const run = await ask(['ink', 'wash', 'lies'])
  expect(run).toMatchObject({ done: 3, same: 1, failed: 1, problems: [{ name: 'lies.lora' }] })
  expect(run.problems[0]?.problem.code).toBe('site/another-file')
  const paths = [byHash('ink'), byTensors('ink'), '/api/v1/models/5']
  const [told] = await studio.calls.facts.of.query({ id: await idOf('ink') })
  expect(told).toMatchObject({
    asked: paths.map((path) => `${server.base}${path}`),
    known: { title: 'Quiet Ink' },
  })
  expect(server.asked.map(({ path }) => path)).toEqual([
    ...paths,
    ...[byHash('wash'), byTensors('wash'), byHash('lies'), byTensors('lies')],
  ])
})

test('what sites said is forgotten, their pictures too, and comes back until the app ends', async () => {
  for (const name of ['ink', 'wash']) put(name)
  const image = { url: `${server.base}/calm.png`, nsfwLevel: 16 }
  for (const name of ['ink', 'wash']) server.on(byHash(name), json(version(name, { images: [image] })))
  server.on('/api/v1/models/5', json(model))
  server.on(
    '/calm.png',
    (_, response) => void response.writeHead(200, { 'content-type': 'image/png' }).end(png),
  )
  await start()
  await ask(['ink', 'wash'], { pictures: true })
  const [ink, wash] = [await idOf('ink'), await idOf('wash')]
  const of = (id: string) => studio.calls.facts.of.query({ id })
  const told = await of(ink)
  const kept = told[0]!.known!.pictures[0]!.kept!
  const copies = (): string[] => readdirSync(join(folder, 'previews'))
  expect(await card('quiet ink')).toMatchObject({ id: ink, isNsfw: true, line: 'SD 1.5' })
  await studio.calls.find.edit.mutate({ edits: [{ ids: [ink], change: { title: 'My ink' } }] })

  const { id, count } = await studio.calls.facts.forget.mutate({ ids: [ink, wash] })
  expect(count).toBe(2)
  expect([await of(ink), await of(wash)]).toEqual([[], []])
  expect(await card('quiet')).toBe(undefined)
  expect(await card('"ink.lora"')).toMatchObject({
    ...{ title: 'My ink', line: null, previewUrl: null, isNsfw: false },
  })
  expect((await studio.adapters()).map(({ madeFor }) => madeFor)).toEqual([null, null])
  expect(studio.events.findLast(({ type }) => type === 'items')).toMatchObject({ ids: [ink, wash] })
  // Nothing is there any more to be forgotten.
  expect(await studio.calls.facts.forget.mutate({ ids: [ink] })).toEqual({ id: null, count: 0 })

  // What was asked since stays, and what was forgotten is beside it again.
  await ask(['wash'])
  const since = await of(wash)
  await studio.calls.facts.recall.mutate({ id: id! })
  expect(await of(ink)).toEqual(told)
  expect(await of(wash)).toEqual(since)
  expect(await card('quiet "ink.lora"')).toMatchObject({ title: 'My ink', line: 'SD 1.5', isNsfw: true })
  expect((await reportFrom(studio.calls.facts.recall.mutate({ id: id! }))).code).toBe('site/not-forgotten')

  // A picture that somebody chose stays when the app ends; one that nobody shows goes.
  await studio.calls.find.edit.mutate({ edits: [{ ids: [ink], change: { preview: kept } }] })
  await studio.calls.facts.forget.mutate({ ids: [ink, wash] })
  await studio.app.close()
  expect(copies()).toEqual([`${kept}.webp`])
  await start()
  expect(await of(ink)).toEqual([])
  await studio.calls.find.edit.mutate({ edits: [{ ids: [ink], change: { preview: null } }] })
  await ask(['ink'], { pictures: true })
  await studio.calls.facts.forget.mutate({ ids: [ink] })
  expect(copies()).toEqual([`${kept}.webp`])
  await studio.app.close()
  expect(copies()).toEqual([])
  await start()
})

test('whatever a site answers has its name, and the next one is asked', async () => {
  const answers: Record<string, Parameters<DownloadServer['on']>[1]> = {
    page: (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    away: lead(`${server.otherBase}/login`),
    token: json({}, 401),
    broken: json({}, 503),
    cut: (_, response) => void response.writeHead(200).end('{"id": 6, "modelId"'),
    types: json(version('types', { id: 'six', files: 'none' })),
    list: json([1, 2]),
    other: json(version('another')),
    gone: (_, response) => void response.socket?.destroy(),
    never: json({ error: 'Model not found' }, 404),
  }
  const names = Object.keys(answers)
  for (const name of [...names, 'hostile']) put(name)
  for (const [name, handler] of Object.entries(answers)) server.on(byHash(name), handler)
  const words = Array.from({ length: 5_000 }, (_, index) => `<lora:evil:1> word ${index}\u0000`)
  const name = '<img src=x onerror=alert(1)>'.repeat(1_000)
  server.on(
    byHash('hostile'),
    json(version('hostile', { trainedWords: words, name, baseModel: 7, images: Array(9_999).fill(null) })),
  )
  server.on('/api/v1/models/5', json({ ...model, tags: words, modelVersions: { id: 1 }, description: 12 }))
  await start()
  const run = await ask([...names, 'hostile'])
  expect(run).toMatchObject({ state: 'done', done: 11, failed: 9, same: 1 })
  expect(Object.fromEntries(run.problems.map((one) => [one.name, one.problem.code]))).toEqual({
    'page.lora': 'site/web-page',
    'away.lora': 'site/led-away',
    'token.lora': 'download/needs-token',
    'broken.lora': 'site/failed',
    'cut.lora': 'site/odd-answer',
    'types.lora': 'site/odd-answer',
    'list.lora': 'site/odd-answer',
    'other.lora': 'site/another-file',
    'gone.lora': 'download/unreachable',
  })
  expect(server.asked.some(({ path }) => path === '/login')).toBe(false)
  const [hostile] = await studio.calls.facts.of.query({ id: await idOf('hostile') })
  expect(hostile?.known?.triggerGroups.length).toBeLessThanOrEqual(100)
  expect(hostile?.known).toMatchObject({ base: null, newer: null, pictures: [] })
  expect(JSON.stringify(hostile).length).toBeLessThan(50_000)
  expect(hostile?.known?.version?.length).toBeLessThanOrEqual(300)
  expect(await studio.calls.facts.of.query({ id: await idOf('never') })).toMatchObject([{ known: null }])
  expect(await studio.calls.facts.of.query({ id: await idOf('page') })).toEqual([])
})

test('a site that wishes to wait is asked again; a run is paused and ended', async () => {
  for (const name of ['ink', 'wash', 'stuck']) put(name)
  let asked = 0
  server.on(byHash('ink'), (request, response) =>
    asked++ === 0
      ? void response.writeHead(429, { 'retry-after': '0' }).end()
      : json(version('ink'))(request, response),
  )
  server.on('/api/v1/models/5', json(model))
  server.on(byHash('wash'), (_, response) => void response.writeHead(429, { 'retry-after': '0' }).end())
  server.on(byHash('stuck'), () => undefined)
  await start()
  const run = await ask(['ink', 'wash'])
  expect(run).toMatchObject({ failed: 1, problems: [{ name: 'wash.lora' }] })
  expect(run.problems[0]?.problem.code).toBe('download/too-often')
  expect(server.asked.filter(({ path }) => path === byHash('wash'))).toHaveLength(3)

  const ids = [await idOf('stuck'), await idOf('wash')]
  server.asked.length = 0
  const wish = { ids, sites: ['civitai' as const], again: true, pictures: false }
  const { id } = await studio.calls.facts.ask.mutate(wish)
  await expect.poll(() => server.asked.length).toBe(1)
  await studio.calls.gallery.pauseTransfer.mutate({ id, isPaused: true })
  await studio.calls.gallery.cancelTransfer.mutate({ id })
  expect(await over(id)).toMatchObject({ state: 'cancelled', failed: 0 })
  expect(server.asked).toHaveLength(1)
})

test('pictures come when they are asked for, and stand behind what the file has', async () => {
  for (const name of ['ink', 'wash']) put(name)
  writeFileSync(join(folder, 'models', 'wash.lora.png'), png)
  const images = [
    { url: `${server.base}/bold.png`, nsfwLevel: 16 },
    { url: `${server.base}/calm.png`, nsfwLevel: 1, type: 'image' },
    { url: `${server.base}/film.mp4`, nsfwLevel: 1, type: 'video' },
    { url: 'http://198.51.100.1/plain.png', nsfwLevel: 1 },
    { url: 'javascript:alert(1)' },
  ]
  for (const name of ['ink', 'wash']) server.on(byHash(name), json(version(name, { images })))
  server.on('/api/v1/models/5', json(model))
  const picture: Parameters<DownloadServer['on']>[1] = (_, response) =>
    void response.writeHead(200, { 'content-type': 'image/png' }).end(png)
  for (const path of ['/bold.png', '/calm.png']) server.on(path, picture)
  await start()
  expect(
    (await reportFrom(studio.calls.facts.fetchPictures.mutate({ id: await idOf('ink'), site: 'civitai' })))
      .code,
  ).toBe('site/no-pictures')
  expect(await ask(['ink', 'wash'])).toMatchObject({ failed: 0 })
  expect(server.asked.some(({ path }) => path.endsWith('.png'))).toBe(false)
  expect((await card('ink'))?.previewUrl).toBe(null)

  expect(await ask(['ink', 'wash'], { again: true, pictures: true })).toMatchObject({ failed: 0 })
  expect(server.asked.filter(({ path }) => path.endsWith('.png')).map(({ path }) => path)).toEqual([
    '/calm.png',
  ])
  const shown = await card('has:preview ink')
  const response = await studio.app.fetch(new Request(`${origin}${shown!.previewUrl!}`))
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp'])
  expect(shown?.isNsfw).toBe(false)
  expect((await studio.adapters()).find(({ id }) => id === shown?.id)?.previewUrl).toBe(shown?.previewUrl)

  const told = await studio.calls.facts.fetchPictures.mutate({ id: shown!.id, site: 'civitai' })
  expect(told[0]?.known?.pictures.map(({ isNsfw, kept }) => [isNsfw, kept !== null])).toEqual([
    [false, true],
    [true, true],
  ])
  expect(told[0]?.asked.slice(2)).toEqual([`${server.base}/calm.png`, `${server.base}/bold.png`])
  const kept = await studio.app.fetch(
    new Request(`${origin}/media/kept/${told[0]!.known!.pictures[0]!.kept!}`),
  )
  expect(kept.status).toBe(200)

  // Asked again, what was fetched is still there.
  expect(await ask(['ink'], { again: true })).toMatchObject({ failed: 0 })
  expect((await studio.calls.facts.of.query({ id: shown!.id }))[0]?.known?.pictures).toContainEqual(
    told[0]!.known!.pictures[0],
  )
  expect((await card('ink'))?.previewUrl).toBe(shown?.previewUrl)

  server.on('/calm.png', json({ not: 'a picture' }))
  const wash = await idOf('wash')
  const fetch = (): Promise<unknown> => studio.calls.facts.fetchPictures.mutate({ id: wash, site: 'civitai' })
  expect((await reportFrom(fetch())).code).toBe('site/not-a-picture')
})

test('Hugging Face is asked about what was downloaded from it', async () => {
  mkdirSync(join(folder, 'models', 'Lora'))
  const bytes = safetensorsBytes(2_000)
  const file = { rfilename: 'tinte.lora.safetensors', lfs: { sha256: sha(bytes) } }
  const about = {
    lastModified: '2026-02-03T04:05:06.000Z',
    tags: ['lora', 'license:mit', 'not-for-all-audiences'],
    cardData: {
      base_model: ['runwayml/stable-diffusion-v1-5'],
      instance_prompt: 'in tinte style',
      widget: [{ output: { url: 'images/one.png' } }],
    },
    siblings: [file],
  }
  server.on('/maker/tinte/resolve/main/tinte.lora.safetensors', (_, response) => void response.end(bytes))
  server.on('/api/models/maker/tinte/revision/main', (request, response) => json(about)(request, response))
  server.on(
    '/maker/tinte/raw/main/README.md',
    (_, response) => void response.end('---\ntags: [lora]\n---\n# Tinte\n<Gallery />\nBlue ink.\n'),
  )
  await start()
  const place = (await studio.calls.downloads.places.query()).find(({ name }) => name === 'models/Lora')!.id
  const address = `${server.otherBase}/maker/tinte/blob/main/tinte.lora.safetensors`
  await studio.calls.downloads.start.mutate({ address, file: null, place, sha256: null })
  const id = await studio.until(
    () =>
      studio.events.flatMap((one) =>
        one.type === 'adapter' && one.adapter.name === 'tinte.lora' ? [one.adapter.id] : [],
      )[0],
  )
  server.asked.length = 0
  const plan = (await studio.calls.facts.plan.query({ ids: [id] })).find(
    ({ site }) => site === 'hugging-face',
  )
  expect(plan?.files[0]?.addresses).toHaveLength(2)
  const run = await ask(['tinte'], { sites: ['hugging-face'] })
  expect(run).toMatchObject({ failed: 0, same: 0 })
  expect(server.asked.map(({ path }) => `${server.otherBase}${path}`)).toEqual(plan?.files[0]?.addresses)
  const [told] = await studio.calls.facts.of.query({ id })
  expect(told?.known).toMatchObject({
    page: `${server.otherBase}/maker/tinte`,
    description: '# Tinte\n\nBlue ink.',
    base: 'runwayml/stable-diffusion-v1-5',
    triggerGroups: [['in tinte style']],
    tags: ['lora', 'not-for-all-audiences'],
    nsfw: true,
    pictures: [{ url: `${server.otherBase}/maker/tinte/resolve/main/images/one.png`, isNsfw: true }],
    newer: null,
  })
  expect((await card('tinte'))?.isNsfw).toBe(true)
  // Another file lies at its place now.
  about.siblings = [{ rfilename: 'tinte.lora.safetensors', lfs: { sha256: sha('other') } }]
  await ask(['tinte'], { sites: ['hugging-face'], again: true })
  expect((await studio.calls.facts.of.query({ id }))[0]?.known?.newer).toMatchObject({
    name: '2026-02-03',
    address,
  })
})
