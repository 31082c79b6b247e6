// One question to a site: no answer is too long or takes too long, and it is the site's own.
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { AppError } from '../../../../src-main/base/errors.ts'
import type { WebAnswer, WebClient } from '../../../../src-main/app/downloads/web-client.ts'
import { askSite } from '../../../../src-main/app/facts/ask-site.ts'
import { picturesFrom } from '../../../../src-main/app/facts/site-answer.ts'
import { namedRepository } from '../../../../src-main/app/facts/known-repository.ts'
import { publicSites } from '../../../../src-main/app/downloads/sites.ts'
import { nothingSaid } from '../../../../src-main/contract/about-file.ts'

const url = 'https://civitai.example/api/v1/models/5'

function answering(write: (body: PassThrough) => void, answer: Partial<WebAnswer> = {}): WebClient {
  return {
    ask: async (_, question) => {
      const body = new PassThrough()
      question?.signal?.addEventListener('abort', () => body.destroy(new Error('aborted')))
      if (question?.signal?.aborted === true) body.destroy(new Error('aborted'))
      else write(body)
      const message = body as unknown as IncomingMessage
      return { status: 200, headers: {}, url: new URL(url), body: message, ...answer }
    },
  }
}
const asked = (client: WebClient, more: { mostMs?: number; signal?: AbortSignal } = {}) =>
  askSite(url, { client, site: 'civitai', accept: '*/*', mostBytes: 100, mostMs: 10_000, ...more })
const codeOf = (asking: Promise<unknown>): Promise<string> =>
  asking.then(
    () => 'none',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

test('an answer comes whole, and what is not there is null', async () => {
  expect(await asked(answering((body) => body.end('{}')))).toBe('{}')
  expect(await asked(answering((body) => body.end('no'), { status: 404 }))).toBe(null)
  const hidden = { status: 401, headers: { 'x-error-code': 'RepoNotFound' } }
  expect(await asked(answering((body) => body.end('no'), hidden))).toBe(null)
})

test('one that is too long, that trickles on, or that breaks off has its name', async () => {
  expect(await codeOf(asked(answering((body) => body.write(Buffer.alloc(101)))))).toBe('site/too-large')
  expect(
    await codeOf(
      asked(
        answering((body) => body.write('{')),
        { mostMs: 20 },
      ),
    ),
  ).toBe('site/too-slow')
  const broken = answering((body) => void body.destroy(new Error('reset')))
  expect(await codeOf(asked(broken))).toBe('download/unreachable')
  const signal = AbortSignal.abort()
  expect(
    await codeOf(
      asked(
        answering((body) => body.write('{')),
        { signal },
      ),
    ),
  ).toBe('job/cancelled')
})

test('only pictures that can be shown are kept, at addresses that can be asked', () => {
  const said = [
    'https://image.example/a.jpeg',
    'http://image.example/plain.jpeg',
    'https://me:secret@image.example/b.jpeg',
    'https://image.example/film.mp4',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    `https://image.example/${'x'.repeat(2_000)}`,
    7,
  ]
  const pictures = picturesFrom(
    said.map((one) => ({ url: one, isNsfw: false })),
    'https://civitai.example',
  )
  expect(pictures).toEqual([{ url: 'https://image.example/a.jpeg', isNsfw: false, kept: null }])
})

test('a repository is the one that a file names, and no other page of the site', () => {
  const named = (text: string) =>
    namedRepository({ ...nothingSaid, description: { value: text, from: 'text' } }, null, publicSites)
  expect(named('From https://huggingface.co/maker/tinte-xl. Enjoy')).toEqual({
    name: 'maker/tinte-xl',
    revision: 'main',
    path: null,
  })
  expect(named('Learned from huggingface.co/datasets/maker pictures')).toBe(null)
  expect(named('Nothing')).toBe(null)
  expect(namedRepository(nothingSaid, 'see huggingface.co/a/b', publicSites)?.name).toBe('a/b')
})
