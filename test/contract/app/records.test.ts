// What a picture's record says: the same in its file and in the catalog, and never of other bytes than those that acted.
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AppOptions } from '../../../src-main/app/create-app.ts'
import { plainEntry } from '../../../src-main/contract/adapter.ts'
import type { PictureRecord } from '../../../src-main/contract/generation.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import { pngTexts } from '../../../src-main/files/bitmap.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'
import { pretendLibrary } from '../../support/pretend-library.ts'
import { makeDataFolder, removeFolder, startTestApp, type TestApp } from '../../support/test-app.ts'
import { expectNear } from '../../support/close.ts'
import { tolerances } from '../../support/tolerances.ts'

let folder: string
let studio: TestApp

beforeEach(() => {
  folder = makeDataFolder()
  writeFileSync(fileOf('ink.lora'), 'the first ink')
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

const fileOf = (name: string): string => join(folder, 'models', `${name}.safetensors`)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const pathOf = ({ fileName }: PictureSummary): string => join(folder, 'pictures', fileName)
const inFile = (path: string): Map<string, string> => pngTexts(readFileSync(path))
const recordIn = (path: string): PictureRecord => JSON.parse(inFile(path).get('lamina')!) as PictureRecord

async function start(change: Pick<AppOptions, 'libraryWork'> = {}): Promise<void> {
  studio = await startTestApp(folder, { engine: createFakeEngine({ stepMs: 5 }), ...change })
}

async function newest(): Promise<PictureSummary> {
  const [picture] = await studio.calls.pictures.list.query({ limit: 1 })
  return picture!
}

async function draw(change: Parameters<TestApp['request']>[0] = {}): Promise<PictureSummary> {
  const job = await studio.calls.generation.submit.mutate(studio.request(change))
  await studio.reached(job.id, 'done')
  return newest()
}

/** Hashing that ends when it is told to. */
function slowHashes() {
  const { promise: allowed, resolve: allow } = Promise.withResolvers<undefined>()
  const hashes = async (path: string): ReturnType<typeof pretendLibrary.hashes> => {
    await allowed
    return pretendLibrary.hashes(path)
  }
  return { libraryWork: { ...pretendLibrary, hashes }, allow: () => allow(undefined) }
}

test('a picture waits for no hash; when it is known, file and catalog say so, and nothing else of the file changes', async () => {
  const { libraryWork, allow } = slowHashes()
  await start({ libraryWork })
  const ink = (await studio.adapters())[0]!
  const stack = [plainEntry({ id: 'a', adapter: ink.id, name: 'ink', weight: 1 })]
  const first = await draw({ stack })
  expect(first.record).toMatchObject({ model: { name: 'Emoji Diffusion 128' } })
  expect(first.record!.model.sha256).toBeUndefined()
  expect(recordIn(pathOf(first))).toEqual(first.record)
  expect(inFile(pathOf(first)).get('parameters')).not.toMatch(/hash/)
  const pixels = await sharp(readFileSync(pathOf(first)))
    .raw()
    .toBuffer()
  const written = statSync(pathOf(first)).mtimeMs

  allow()
  await expect.poll(async () => (await newest()).record!.model.sha256).toBe(sha256('emoji-diffusion-128'))
  const completed = await newest()
  expect(completed).toEqual({ ...first, record: completed.record })
  expect(completed.record!.adapters).toMatchObject([{ name: 'ink', sha256: sha256('the first ink') }])
  expect(recordIn(pathOf(first))).toEqual(completed.record)
  const infotext = inFile(pathOf(first)).get('parameters')
  expect(infotext).toContain(`Model hash: ${sha256('emoji-diffusion-128').slice(0, 10)}`)
  expect(infotext).toContain('Lora hashes: "ink: ')
  expect(
    (
      await sharp(readFileSync(pathOf(first)))
        .raw()
        .toBuffer()
    ).equals(pixels),
  ).toBe(true)
  expectNear(statSync(pathOf(first)).mtimeMs, written, tolerances.fileTime)
  const told = studio.events.flatMap((event) => (event.type === 'picture' ? [event.picture.record] : []))
  expect(told.at(-1)).toEqual(completed.record)
  // Known from now on, also to the next host.
  expect((await draw({ stack, seed: '8' })).record!.model.sha256).toBe(sha256('emoji-diffusion-128'))
})

test('a file that was just replaced, with its size and time kept, is never recorded by its old hash', async () => {
  await start()
  const ink = (await studio.adapters())[0]!
  const stack = [plainEntry({ id: 'a', adapter: ink.id, name: 'ink', weight: 1 })]
  await draw({ stack })
  await expect.poll(async () => (await newest()).record!.adapters[0]?.sha256).toBe(sha256('the first ink'))

  const { atime, mtime } = statSync(fileOf('ink.lora'))
  writeFileSync(fileOf('ink.lora'), 'the other ink')
  utimesSync(fileOf('ink.lora'), atime, mtime)
  const model = statSync(fileOf('emoji-diffusion-128'))
  writeFileSync(fileOf('emoji-diffusion-128'), 'emoji-diffusion-821')
  utimesSync(fileOf('emoji-diffusion-128'), model.atime, model.mtime)
  const { record, id } = await draw({ stack, seed: '9' })
  expect([undefined, sha256('the other ink')]).toContain(record!.adapters[0]?.sha256)
  await expect.poll(async () => (await newest()).record!.adapters[0]?.sha256).toBe(sha256('the other ink'))
  expect((await newest()).record!.model.sha256).toBe(sha256('emoji-diffusion-821'))
  const told = studio.events.flatMap((event) =>
    event.type === 'picture' && event.picture.id === id ? [event.picture.record!.model.sha256] : [],
  )
  expect(told).not.toContain(sha256('emoji-diffusion-128'))
})

test('a file that somebody has changed or removed meanwhile is left as it is, and so is its row', async () => {
  const { libraryWork, allow } = slowHashes()
  await start({ libraryWork })
  const changed = await draw({ seed: '1' })
  const removed = await draw({ seed: '2' })
  const trashed = await draw({ seed: '3' })
  const plain = await sharp(readFileSync(pathOf(changed)))
    .png()
    .toBuffer()
  writeFileSync(pathOf(changed), plain)
  rmSync(pathOf(removed))
  await studio.calls.pictures.trash.mutate({ id: trashed.id })
  allow()
  await studio.calls.pictures.restore.mutate({ id: trashed.id })
  await expect.poll(async () => (await newest()).record!.model.sha256).toBe(sha256('emoji-diffusion-128'))
  expect(recordIn(pathOf(await newest()))).toEqual((await newest()).record)
  const [, second, third] = await studio.calls.pictures.list.query({ limit: 3 })
  expect([second, third]).toEqual([removed, changed])
  expect(readFileSync(pathOf(changed)).equals(plain)).toBe(true)
})

test('a draft that is kept is completed like any picture', async () => {
  const { libraryWork, allow } = slowHashes()
  await start({ libraryWork })
  const [draft] = await studio.calls.drafts.start.mutate({ lane: 'live', requests: [studio.request()] })
  await expect
    .poll(() => studio.events.some((event) => event.type === 'draft' && event.draft.state === 'done'))
    .toBe(true)
  const kept = await studio.calls.drafts.keep.mutate({ id: draft!.id })
  expect(kept.record!.model.sha256).toBeUndefined()
  allow()
  await expect.poll(async () => (await newest()).record!.model.sha256).toBe(sha256('emoji-diffusion-128'))
  expect(recordIn(pathOf(kept))).toEqual((await newest()).record)
})

test('a picture that cannot be written fails its job by name and stops the rest of the batch', async () => {
  await start()
  const job = await studio.calls.generation.submit.mutate(studio.request({ batch: 3, steps: 30 }))
  await expect.poll(() => studio.app.studio.jobs.preview(job.id)).not.toBeNull()
  rmSync(join(folder, 'pictures'), { recursive: true })
  const { error, pictureIds } = await studio.reached(job.id, 'failed')
  expect(error).toMatchObject({ code: 'disk/no-folder' })
  expect(pictureIds).toEqual([])
})
