// Downloads as a page asks for them: into a folder by its id, paused, gone on with after a restart, removed; tokens that
// nobody is told; what goes wrong is told with the download.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkProcess } from '../../../src-main/app/downloads/check-process.ts'
import { downloads } from '../../../src-main/app/downloads/downloads.ts'
import { publicSites } from '../../../src-main/app/downloads/sites.ts'
import { fileCheck } from '../../../src-main/app/downloads/file-check.ts'
import type { DownloadSummary } from '../../../src-main/contract/download.ts'
import {
  json,
  lead,
  serveBytes,
  startDownloadServer,
  type DownloadServer,
} from '../../support/download-server.ts'
import { safetensorsBytes } from '../../support/safetensors-bytes.ts'
import {
  makeDataFolder,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

const model = safetensorsBytes(200_000)
let folder: string
let server: DownloadServer
let studio: TestApp
const check = { ...fileCheck, close: () => Promise.resolve() }

async function start(keyring?: { seal(text: string): Promise<string>; open(text: string): Promise<string> }) {
  const site = (base: string) => ({ base, hosts: [new URL(base).host] })
  const none = { base: 'https://huggingface.example', hosts: [] }
  const sites = { civitai: site(server.otherBase), 'hugging-face': none }
  studio = await startTestApp(folder, {
    downloads: { sites, check, pausesMs: [0, 0], ...(keyring ? { keyring } : {}) },
  })
}
beforeEach(async () => {
  folder = makeDataFolder()
  mkdirSync(join(folder, 'models', 'Lora'))
  server = await startDownloadServer()
  await start()
})
afterEach(async () => {
  await studio.app.close()
  await server.close()
  removeFolder(folder)
})

const placeCalled = async (name: string): Promise<string> =>
  (await studio.calls.downloads.places.query()).find((place) => place.name === name)!.id
const url = (name = 'ink'): string => `${server.base}/${name}.lora.safetensors?signed=secret`
const path = (name = 'ink'): string => join(folder, 'models', 'Lora', `${name}.lora.safetensors`)
async function begin(address = url()): Promise<DownloadSummary> {
  const place = await placeCalled('models/Lora')
  return studio.calls.downloads.start.mutate({ address, file: null, place, sha256: null })
}
const heard = (id: string): DownloadSummary[] =>
  studio.events.flatMap((event) =>
    event.type === 'download' && event.download.id === id ? [event.download] : [],
  )
const reached = (id: string, ...states: DownloadSummary['state'][]): Promise<DownloadSummary> =>
  studio.until(() => {
    const last = heard(id).at(-1)
    return last !== undefined && states.includes(last.state) ? last : null
  })

/** Half of it comes, and then nothing more. */
function stuck(): void {
  server.on('/ink.lora.safetensors', (_, response) => {
    response.writeHead(200, { etag: '"one"', 'content-length': model.length })
    response.write(model.subarray(0, 100_000))
  })
}

test('a file comes into the folder that was chosen, and is in the library', async () => {
  server.on('/ink.lora.safetensors', serveBytes(model))
  const { id } = await begin()
  const done = await reached(id, 'done')
  expect(heard(id).some(({ phase, checkedShare }) => phase === 'checking' && checkedShare !== null)).toBe(
    true,
  )
  expect(done).toMatchObject({
    address: `${server.base}/ink.lora.safetensors`,
    fileName: 'ink.lora.safetensors',
    placeName: 'models/Lora',
    receivedBytes: model.length,
    sizeBytes: model.length,
    problem: null,
  })
  expect(readFileSync(path()).equals(model)).toBe(true)
  await studio.until(() =>
    studio.events.find((event) => event.type === 'adapter' && event.adapter.name === 'ink.lora'),
  )
  expect((await studio.calls.downloads.list.query()).downloads).toEqual([done])
  await studio.calls.downloads.remove.mutate({ id })
  expect(existsSync(path())).toBe(true)
  expect((await studio.calls.downloads.list.query()).downloads).toEqual([])
})

test('paused, it goes on where it was, also after a restart; removed, nothing of it is left', async () => {
  stuck()
  const { id } = await begin()
  await studio.until(() => heard(id).find(({ receivedBytes }) => receivedBytes > 0))
  await studio.calls.downloads.pause.mutate({ id })
  expect(await reached(id, 'paused')).toMatchObject({ receivedBytes: 100_000, sizeBytes: model.length })
  expect((await reportFrom(begin())).code).toBe('download/under-way')
  await studio.app.close()
  await start()
  const [again] = (await studio.calls.downloads.list.query()).downloads
  expect(again).toMatchObject({ id, state: 'paused', receivedBytes: 100_000 })
  server.on('/ink.lora.safetensors', serveBytes(model))
  server.asked.length = 0
  await studio.calls.downloads.resume.mutate({ id })
  await reached(id, 'done')
  expect(server.asked.at(-1)?.headers.range).toBe('bytes=100000-')
  server.on('/ash.lora.safetensors', serveBytes(Buffer.from('<html>'), { type: 'text/html' }))
  const ash = await begin(url('ash'))
  expect((await reached(ash.id, 'failed')).problem).toMatchObject({ code: 'download/web-page' })
  await studio.calls.downloads.remove.mutate({ id: ash.id })
  expect(readdirSync(join(folder, 'models', 'Lora'))).toEqual(['ink.lora.safetensors'])
})

test('one that was going when the host ended is paused, and nothing is asked by itself', async () => {
  stuck()
  const { id } = await begin()
  await studio.until(() => heard(id).find(({ receivedBytes }) => receivedBytes > 0))
  await studio.app.close()
  server.asked.length = 0
  await start()
  expect((await studio.calls.downloads.list.query()).downloads).toMatchObject([
    { id, state: 'paused', phase: null },
  ])
  expect(server.asked).toEqual([])
})

test('one that is removed can be put back until the host ends; what has come of it goes then', async () => {
  stuck()
  const { id } = await begin()
  await studio.until(() => heard(id).find(({ receivedBytes }) => receivedBytes > 0))
  const { remove, restore, list } = studio.calls.downloads
  await remove.mutate({ id })
  expect((await list.query()).downloads).toEqual([])
  expect((await reportFrom(studio.calls.downloads.resume.mutate({ id }))).code).toBe('download/not-found')
  expect(statSync(`${path()}.part`).size).toBe(100_000)
  expect(await restore.mutate({ id })).toMatchObject({ id, state: 'paused', receivedBytes: 100_000 })
  expect((await reportFrom(restore.mutate({ id }))).code).toBe('download/not-found')
  server.on('/ink.lora.safetensors', serveBytes(model))
  await studio.calls.downloads.resume.mutate({ id })
  await reached(id, 'done')
  expect(server.asked.at(-1)?.headers.range).toBe('bytes=100000-')
  // A file that is whole stays, whatever becomes of its line.
  await remove.mutate({ id })

  server.on('/ash.lora.safetensors', (_, response) => {
    response.writeHead(200, { etag: '"one"', 'content-length': model.length })
    response.write(model.subarray(0, 100_000))
  })
  const ash = await begin(url('ash'))
  await studio.until(() => heard(ash.id).find(({ receivedBytes }) => receivedBytes > 0))
  await remove.mutate({ id: ash.id })
  // Begun anew, it goes on with what came; the one before is nobody's any more.
  const again = await begin(url('ash'))
  expect((await reportFrom(restore.mutate({ id: ash.id }))).code).toBe('download/not-found')
  await remove.mutate({ id: again.id })
  await studio.app.close()
  expect(readdirSync(join(folder, 'models', 'Lora'))).toEqual(['ink.lora.safetensors'])
  await start()
  expect((await studio.calls.downloads.list.query()).downloads).toEqual([])
})

test('an offer says what an address names and where such files lie', async () => {
  const file = { name: 'ink.safetensors', sizeKB: 200, hashes: { SHA256: 'AB'.repeat(32) }, primary: true }
  server.on('/api/v1/models/5', json({ type: 'LORA', modelVersions: [{ id: 6, files: [file] }] }))
  expect(await studio.calls.downloads.look.mutate({ address: `${server.otherBase}/models/5` })).toEqual({
    site: 'civitai',
    fileName: 'ink.safetensors',
    sizeBytes: 204_800,
    sha256: 'ab'.repeat(32),
    kind: 'LORA',
    choices: [],
    suggested: await placeCalled('models/Lora'),
  })
  const refused = (address: string) => reportFrom(studio.calls.downloads.look.mutate({ address }))
  expect((await refused('not an address')).code).toBe('download/not-an-address')
  expect((await refused(`${server.base}/readme.md`)).code).toBe('download/not-a-model-file')
})

test('a page names folders by id, never by path; what is there is never replaced', async () => {
  const wish = { address: url(), file: null, sha256: null }
  const there = (place: string) => reportFrom(studio.calls.downloads.start.mutate({ ...wish, place }))
  for (const place of ['/etc', join(folder, 'models'), '../..'])
    expect((await there(place)).code).toBe('download/no-such-place')
  server.on('/ink.lora.safetensors', serveBytes(model))
  writeFileSync(path(), 'mine')
  expect((await there(await placeCalled('models/Lora'))).code).toBe('download/file-there')
  expect(readFileSync(path(), 'utf8')).toBe('mine')
})

test('a token goes to its site and is told to nobody', async () => {
  const token = 'very-secret-token'
  expect(await studio.calls.downloads.setToken.mutate({ site: 'civitai', token })).toEqual([
    { site: 'civitai', keptIn: 'file' },
  ])
  expect(statSync(join(folder, 'tokens.json')).mode & 0o777).toBe(0o600)
  server.on('/api/v1/models/5', json({}, 401))
  const refused = await reportFrom(
    studio.calls.downloads.look.mutate({ address: `${server.otherBase}/models/5` }),
  )
  expect(refused.code).toBe('download/needs-token')
  expect(server.asked.at(-1)?.headers.authorization).toBe(`Bearer ${token}`)
  server.on('/ink.lora.safetensors', lead(`${server.otherBase}/elsewhere`))
  await reached((await begin()).id, 'failed')
  const wrong = await reportFrom(
    studio.calls.downloads.setToken.mutate({ site: 'civitai', token: `${token} \u0007` }),
  )
  const told: unknown[] = [refused, wrong, studio.events, await studio.calls.diagnostics.log.query()]
  told.push(await studio.calls.downloads.tokens.query(), await studio.calls.downloads.list.query())
  expect(JSON.stringify(told)).not.toContain('secret')
  expect(readFileSync(join(folder, 'catalog.sqlite')).includes(token)).toBe(false)
  expect(await studio.calls.downloads.removeToken.mutate({ site: 'civitai' })).toEqual([])
  expect(readFileSync(join(folder, 'tokens.json'), 'utf8')).not.toContain(token)
})

test('where there is a keyring, only it can open what is kept', async () => {
  await studio.app.close()
  const turned = (text: string): Promise<string> => Promise.resolve(Buffer.from(text).reverse().toString())
  await start({ seal: turned, open: turned })
  await studio.calls.downloads.setToken.mutate({ site: 'civitai', token: 'abcdef' })
  expect(await studio.calls.downloads.tokens.query()).toEqual([{ site: 'civitai', keptIn: 'keyring' }])
  expect(readFileSync(join(folder, 'tokens.json'), 'utf8')).not.toContain('abcdef')
  await reportFrom(studio.calls.downloads.look.mutate({ address: `${server.otherBase}/models/5` }))
  expect(server.asked.at(-1)?.headers.authorization).toBe('Bearer abcdef')
})

test('what has come is looked at in a process of its own', async () => {
  const beside = checkProcess()
  writeFileSync(path(), model)
  const shares: number[] = []
  const onProgress = (share: number): void => void shares.push(share)
  expect(await beside.sha256(path(), { onProgress })).toBe(createHash('sha256').update(model).digest('hex'))
  expect(shares.at(-1)).toBe(1)
  await beside.contents(path(), 'ink.safetensors')
  const page = join(folder, 'models', 'page.ckpt')
  writeFileSync(page, 'Not a model at all.')
  await expect(beside.contents(page, 'page.ckpt')).rejects.toMatchObject({ code: 'file/not-a-model' })
  await beside.close()
})

test('what a killed host left of those that were removed goes at the next start', async () => {
  writeFileSync(`${path()}.part`, 'half')
  const stored = {
    ...{ version: 1, address: { site: 'web', url: url() }, shown: url(), sha256: null },
    ...{ folder: join(folder, 'models', 'Lora'), placeName: 'models/Lora', fileName: 'ink.lora.safetensors' },
    ...{ site: null, receivedBytes: 4, sizeBytes: null, state: 'paused', problem: null, createdAt: '' },
  }
  const kept = new Map<string, unknown>([['one', { ...stored, isRemoved: true }]])
  const table = { all: () => kept, remove: (id: string) => kept.delete(id) }
  const publish = (): void => undefined
  const running = downloads({ table, publish, check, sites: publicSites } as never)
  expect(running.list()).toEqual([])
  await running.close()
  expect([kept.size, readdirSync(join(folder, 'models', 'Lora'))]).toEqual([0, []])
})
