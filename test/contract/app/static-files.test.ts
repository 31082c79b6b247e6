// The renderer's files: its page for every view, caching, and nothing from outside its folder.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDataFolder, origin, removeFolder, startTestApp, type TestApp } from '../../support/test-app.ts'

let folder: string
let studio: TestApp

beforeAll(async () => {
  folder = makeDataFolder()
  const staticFolder = join(folder, 'renderer')
  mkdirSync(join(staticFolder, 'assets'), { recursive: true })
  writeFileSync(join(staticFolder, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(staticFolder, 'assets', 'index-abc.js'), 'export {}')
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
