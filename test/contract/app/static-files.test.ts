// The renderer's files: its page for every view, caching, and nothing from outside its folder.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDataFolder, origin, removeFolder, startTestApp, type TestApp } from '../../support/test-app.ts'

const large = 'export const nothing = 0\n'.repeat(100)
let folder: string
let studio: TestApp

beforeAll(async () => {
  folder = makeDataFolder()
  const staticFolder = join(folder, 'renderer')
  mkdirSync(join(staticFolder, 'assets'), { recursive: true })
  writeFileSync(join(staticFolder, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(staticFolder, 'assets', 'index-abc.js'), 'export {}')
  writeFileSync(join(staticFolder, 'assets', 'large-abc.js'), large)
  writeFileSync(join(staticFolder, 'assets', 'large-abc.js.gz'), gzipSync(large))
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  studio = await startTestApp(folder, { staticFolder })
})
afterAll(async () => {
  await studio.app.close()
  removeFolder(folder)
})

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  studio.app.fetch(new Request(origin + path, { headers }))

test.each(['/', '/settings', '/create/deep'])('%s is the page, asked for again each time', async (path) => {
  const answer = await get(path)
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('private, no-cache')
  expect(await answer.text()).toContain('page')
  expect((await get(path, { 'if-none-match': answer.headers.get('etag') ?? '' })).status).toBe(304)
})

test('what has a hash in its name is kept for good', async () => {
  const answer = await get('/assets/index-abc.js')
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(answer.headers.get('cache-control')).toContain('immutable')
})

test('what the build has packed goes packed to whoever takes gzip, and plain to everyone else', async () => {
  const packed = await get('/assets/large-abc.js', { 'accept-encoding': 'br;q=1.0, gzip;q=0.8' })
  expect(packed.headers.get('content-encoding')).toBe('gzip')
  expect(packed.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(packed.headers.get('vary')).toBe('Accept-Encoding')
  const bytes = new Uint8Array(await packed.arrayBuffer())
  expect(Number(packed.headers.get('content-length'))).toBe(bytes.length)
  expect(gunzipSync(bytes).toString()).toBe(large)
  for (const accepted of ['identity', 'gzip;q=0', 'br']) {
    const plain = await get('/assets/large-abc.js', { 'accept-encoding': accepted })
    expect(plain.headers.get('content-encoding'), accepted).toBeNull()
    expect(plain.headers.get('vary')).toBe('Accept-Encoding')
    expect(plain.headers.get('etag')).not.toBe(packed.headers.get('etag'))
    expect(await plain.text()).toBe(large)
  }
  const again = { 'accept-encoding': 'gzip', 'if-none-match': packed.headers.get('etag') ?? '' }
  expect((await get('/assets/large-abc.js', again)).status).toBe(304)
})

test('what the build has not packed is sent as it is', async () => {
  const answer = await get('/assets/index-abc.js', { 'accept-encoding': 'gzip' })
  expect(answer.headers.get('content-encoding')).toBeNull()
  expect(await answer.text()).toBe('export {}')
})

test.each([
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/..%5csecret.txt',
  '/missing.js',
  '/%E0%A4%A.js',
  '/nul%00.js',
])('%s is not found', async (path) => {
  const answer = await get(path)
  expect(answer.status).toBe(404)
  expect(await answer.text()).not.toContain('secret')
})
