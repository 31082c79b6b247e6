// Bodies of any size and shape: a call takes 16 MB of simple JSON, and what is more costs no memory.
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callLimits } from '../../../src-main/app/http/call-body.ts'
import { threadMs } from '../../support/processor-time.ts'
import { makeDataFolder, origin, removeFolder, startTestApp, type TestApp } from '../../support/test-app.ts'

const megabyte = 2 ** 20
let folder: string
let studio: TestApp
let server: ServerType

beforeAll(async () => {
  folder = makeDataFolder()
  studio = await startTestApp(folder)
  server = createAdaptorServer({ fetch: studio.app.fetch })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  server.close()
  await studio.app.close()
  removeFolder(folder)
})

const post = (body: string, name = 'settings.set') =>
  studio.app.fetch(
    new Request(`${origin}/trpc/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    }),
  )

/** The code of the report that a refused call carries. */
async function codeOf(answer: Response): Promise<string> {
  const { error } = (await answer.json()) as { error: { data: { report: { code: string } } } }
  return error.data.report.code
}

/** What is sent until the answer is there, and the answer. */
async function send(
  path: string,
  sizeBytes: number,
  { fill = 'a', chunked = false, method = 'POST' } = {},
): Promise<{ status: number; sentBytes: number; body: string }> {
  const outgoing = httpRequest({
    port: (server.address() as AddressInfo).port,
    path,
    method,
    headers: {
      'content-type': 'application/json',
      ...(chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(sizeBytes) }),
    },
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve)
    outgoing.once('error', reject)
  })
  const told = { over: false }
  void answered.then(
    () => (told.over = true),
    () => (told.over = true),
  )
  const piece = Buffer.alloc(megabyte, fill)
  let sentBytes = 0
  for (; sentBytes < sizeBytes && !told.over; sentBytes += piece.length)
    if (!outgoing.write(piece)) await Promise.race([once(outgoing, 'drain'), answered]).catch(() => undefined)
  const message = await answered
  let body = ''
  message.setEncoding('utf8').on('data', (text: string) => (body += text))
  await once(message, 'end')
  outgoing.destroy()
  return { status: message.statusCode ?? 0, sentBytes, body }
}

describe('a call', () => {
  test('of more than it may bring is refused by name', async () => {
    const answer = await post(JSON.stringify({ picturePattern: 'a'.repeat(callLimits.bytes) }))
    expect(answer.status).toBe(413)
    expect(await codeOf(answer)).toBe('request/too-large')
  })

  test.each([
    ['lists in lists', '['.repeat(callLimits.depth + 1)],
    ['objects in objects', '{"a":'.repeat(callLimits.depth + 1)],
    ['many small things', `[${'[],'.repeat(callLimits.values)}`],
    ['many numbers', `[${'1,'.repeat(callLimits.values + 1)}`],
    ['brackets behind a text that ends', `["\\\\",${'['.repeat(callLimits.depth)}`],
  ])('of %s is refused before it is parsed', async (_, body) => {
    const answer = await post(body)
    expect(answer.status).toBe(422)
    expect(await codeOf(answer)).toBe('request/too-complex')
  })

  test('may say brackets and commas in its texts as often as it likes', async () => {
    const prompt = '[{,\\"'.repeat(100_000)
    const answer = await post(JSON.stringify({ text: prompt, profile: 'a1111', limit: 0 }), 'settings.set')
    expect(answer.status).toBe(200)
  })

  test('with a hundred thousand captions is taken', async () => {
    const { id } = await studio.calls.training.create.mutate({ preset: null, name: 'Training' })
    const paths = Array.from({ length: 100_000 }, (_, at) => `/pictures/of/a/person/${at}.png`)
    const captions = Object.fromEntries(paths.map((path) => [path, 'a red pear, on a plate, in the sun']))
    expect((await post(JSON.stringify({ id, captions }), 'training.setCaptions')).status).toBe(200)
  })
})

describe('half a gigabyte', () => {
  test.each([
    ['of text, with its length', { fill: 'a' }],
    ['of text, in chunks', { fill: 'a', chunked: true }],
    ['of brackets, in chunks', { fill: '[', chunked: true }],
  ])('%s is refused while it is sent, and costs no memory', async (_, how) => {
    const before = process.memoryUsage.rss()
    const { status, body } = await send('/trpc/settings.set', 500 * megabyte, how)
    expect(status).toBe(413)
    expect(body).toContain('request/too-large')
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * megabyte)
  })

  test('does not keep others waiting', async () => {
    const sending = send('/trpc/settings.set', 500 * megabyte, { fill: '[', chunked: true })
    const begun = threadMs()
    await studio.calls.settings.get.query()
    expect(threadMs() - begun).toBeLessThan(1000)
    expect((await sending).status).toBe(413)
  })
})
