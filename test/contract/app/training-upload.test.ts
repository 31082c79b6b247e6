// Dropped pictures on their way into a project: who may send them, what they may be called, how large they may be.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { safeName, uploadLimits } from '../../../src-main/app/training/upload-picture.ts'
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import { makeDataFolder, origin, removeFolder, startTestApp, type TestApp } from '../../support/test-app.ts'

const token = 'a-token-for-this-test'
let folder: string
let studio: TestApp
let id: string

beforeEach(async () => {
  folder = makeDataFolder()
  studio = await startTestApp(folder, { token })
  id = (await studio.calls.training.create.mutate({ preset: null, name: 'Training' })).id
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

function put(
  name: string,
  body: RequestInit['body'],
  headers: Record<string, string> = {},
): Promise<Response> {
  const address = `${origin}/training/${id}/pictures/${encodeURIComponent(name)}`
  const init = {
    method: 'PUT',
    body,
    duplex: 'half',
    headers: { authorization: `Bearer ${token}`, ...headers },
  }
  return studio.app.fetch(new Request(address, init as RequestInit))
}

const place = (): string => join(folder, 'training', id, 'pictures')
const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: ErrorReport }).error.code

test('files arrive whole, never over another, and become the folder of the project', async () => {
  for (const text of ['one', 'two']) expect((await put('a b.PNG', text)).status).toBe(204)
  expect((await put('a b.txt', 'a pear')).status).toBe(204)
  expect((await readdir(place())).sort()).toEqual(['a b (2).png', 'a b.png', 'a b.txt'])
  expect(await readFile(join(place(), 'a b.png'), 'utf8')).toBe('one')
  const { recipe } = await studio.calls.training.useUploads.mutate({ id })
  expect(recipe.data.folder).toBe(place())
})

test.each([
  ['without the token', { authorization: '' }, 401],
  ['from another origin', { origin: 'https://elsewhere.example' }, 403],
  ['under another host', { host: 'elsewhere.example' }, 403],
])('nothing is taken %s', async (_who, headers, status) => {
  expect((await put('a.png', 'bytes', headers)).status).toBe(status)
  await expect(readdir(place())).rejects.toThrow('ENOENT')
})

test.each(['a.exe', 'a.png.sh', 'png', '.png/..', 'a.svg', 'a.html', ''])('"%s" is refused', async (name) => {
  const response = await put(name, 'bytes')
  expect([404, 422]).toContain(response.status)
  await expect(readdir(place())).rejects.toThrow('ENOENT')
})

test.each([
  ['../../../evil.png', 'evil.png'],
  ['..\\..\\evil.png', 'evil.png'],
  ['/etc/passwd.png', 'passwd.png'],
  ['...hidden.png', 'hidden.png'],
  ['.png.png', 'png.png'],
  ['con.jpg', 'picture con.jpg'],
  ['a:b*?.webp', 'a_b__.webp'],
  ['nul\u0000l.txt', 'nul_l.txt'],
  ['\u202egnp.png', '_gnp.png'],
  [`${'x'.repeat(400)}.png`, `${'x'.repeat(230)}.png`],
  [`${'漢'.repeat(84)}.png`, `${'漢'.repeat(76)}.png`],
  [`${'🍓'.repeat(64)}.png`, `${'🍓'.repeat(57)}.png`],
  ['いちご.png', 'いちご.png'],
])('"%s" becomes "%s"', async (given, name) => {
  expect(safeName(given)).toBe(name)
  expect((await put(given, 'bytes')).status).toBe(204)
  expect(await readdir(place())).toEqual([name])
  expect(await readdir(join(folder, 'training', id))).toEqual(['pictures', 'project.json'])
})

test('a name is cut where a number still fits behind it', async () => {
  const name = `${'漢'.repeat(100)}.jpeg`
  for (let times = 0; times < 3; times++) expect((await put(name, 'bytes')).status).toBe(204)
  expect((await readdir(place())).sort()).toEqual(
    [' (2)', ' (3)', ''].map((number) => `${'漢'.repeat(76)}${number}.jpeg`),
  )
})

test.each([
  ['no body at all', null],
  ['a body of no bytes', new Uint8Array(0)],
  ['a stream that ends at once', new ReadableStream({ start: (controller) => controller.close() })],
])('a file with %s is refused, and leaves nothing', async (_, body) => {
  const response = await put('empty.png', body)
  expect(response.status).toBe(422)
  expect(await codeOf(response)).toBe('training/empty-file')
  expect(await readdir(place()).catch(() => [])).toEqual([])
})

test('what is too large is stopped while it arrives, and nothing is left of it', async () => {
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 2 ** 16
      controller.enqueue(new Uint8Array(2 ** 16))
    },
  })
  const response = await put('a.txt', endless)
  expect(response.status).toBe(422)
  expect(await codeOf(response)).toBe('training/too-large')
  expect(sent).toBeLessThan(uploadLimits.captionBytes + 2 ** 20)
  expect(await readdir(place())).toEqual([])
})

test('a transfer that breaks off leaves nothing', async () => {
  const broken = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(10))
      controller.error(new Error('gone'))
    },
  })
  expect((await put('a.png', broken)).status).toBe(500)
  expect(await readdir(place())).toEqual([])
})

test('a project that is not there takes nothing', async () => {
  id = '00000000-0000-4000-8000-000000000000'
  const response = await put('a.png', 'bytes')
  expect(response.status).toBe(404)
  expect(await codeOf(response)).toBe('training/not-found')
})
