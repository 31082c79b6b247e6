// The hashing of files says how far it is, rests when it is told to, and then begins the file again that it was at.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/errors.ts'
import { hashing, type Hashing } from '../../../src-main/catalog/hashing.ts'
import type { HashingProgress } from '../../../src-main/contract/studio.ts'
import type { HashOptions } from '../../../src-main/files/hashes.ts'

type Asked = { path: string; options: HashOptions; finish(): void }

let asked: Asked[]
let told: (HashingProgress | null)[]
let under: Hashing

beforeEach(() => {
  asked = []
  told = []
  const hashes = (path: string, options: HashOptions = {}): Promise<{ sha256: string; autoV3: null }> =>
    new Promise((resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(new AppError('job/cancelled')))
      asked.push({ path, options, finish: () => resolve({ sha256: path, autoV3: null }) })
    })
  under = hashing({ hashes }, (progress) => told.push(progress))
})
afterEach(() => under.close())

test('one file says its name and how much of it is read', async () => {
  expect(under.progress()).toBeNull()
  const hashes = under.hashes('/models/large.safetensors')
  await expect.poll(() => asked).toHaveLength(1)
  asked[0]!.options.onProgress?.(0.25)
  const now = { file: 'large.safetensors', share: 0.25, done: 0, of: 0, state: 'running' }
  expect(under.progress()).toMatchObject(now)
  await expect.poll(() => told.at(-1)).toMatchObject(now)
  asked[0]!.finish()
  expect(await hashes).toEqual({ sha256: '/models/large.safetensors', autoV3: null })
  expect(told.at(-1)).toBeNull()
})

test('what is paused waits, keeps its row, and is read from its beginning when it goes on', async () => {
  under.noteFilling({ done: 3, of: 9, isWaiting: false })
  const hashes = under.hashes('/models/ink.safetensors')
  await expect.poll(() => asked).toHaveLength(1)
  under.pause(true)
  const paused = { file: null, done: 3, of: 9, state: 'paused', secondsLeft: null }
  await expect.poll(() => under.progress()).toMatchObject(paused)
  const later = under.hashes('/models/wash.safetensors')
  expect(asked).toHaveLength(1)
  under.pause(false)
  await expect.poll(() => asked.map(({ path }) => path)).toHaveLength(3)
  asked.slice(1).forEach(({ finish }) => finish())
  expect((await hashes).sha256).toBe('/models/ink.safetensors')
  expect((await later).sha256).toBe('/models/wash.safetensors')
  under.noteFilling(null)
  expect(under.progress()).toBeNull()
})

test('it says that it waits while pictures are made', () => {
  under.noteFilling({ done: 0, of: 2, isWaiting: true })
  expect(under.progress()).toMatchObject({ state: 'waiting', file: null, secondsLeft: null })
})

test('closing ends the waiting', async () => {
  under.pause(true)
  const waiting = under.hashes('/models/ink.safetensors')
  under.close()
  await expect(waiting).rejects.toMatchObject({ code: 'job/cancelled' })
  expect(under.progress()).toBeNull()
})

test('a rest that is over at once breaks nothing off for good', async () => {
  const hashes = under.hashes('/models/ink.safetensors')
  await expect.poll(() => asked).toHaveLength(1)
  under.pause(true)
  under.pause(false)
  await expect.poll(() => asked).toHaveLength(2)
  asked[1]!.finish()
  expect((await hashes).sha256).toBe('/models/ink.safetensors')
})

test('what somebody waits for is read while the rest rests, also what was asked for before', async () => {
  const other = under.hashes('/models/other.safetensors')
  const wanted = under.hashes('/models/wanted.safetensors')
  await expect.poll(() => asked).toHaveLength(2)
  under.urge('/models/wanted.safetensors', true)
  under.pause(true)
  expect(asked.map(({ options }) => options.signal!.aborted)).toEqual([true, false])
  asked[1]!.finish()
  expect((await wanted).sha256).toBe('/models/wanted.safetensors')
  under.urge('/models/wanted.safetensors', false)

  // It rested already when it was wanted.
  under.urge('/models/other.safetensors', true)
  await expect.poll(() => asked).toHaveLength(3)
  // Nobody waits any more: it rests with everything else.
  under.urge('/models/other.safetensors', false)
  expect(asked[2]!.options.signal!.aborted).toBe(true)
  under.pause(false)
  await expect.poll(() => asked).toHaveLength(4)
  asked[3]!.finish()
  expect((await other).sha256).toBe('/models/other.safetensors')
})
