// Pictures of other programs are taken into the gallery: once each, with what they say, as a whole back out again.
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Transfer } from '../../../src-main/contract/transfer.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import { writePicture } from '../../../src-main/files/picture-file.ts'
import { pngWith, textChunk } from '../../support/picture-with-text.ts'
import {
  makeDataFolder,
  origin,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let elsewhere: string
let studio: TestApp

const infotext = (prompt: string): string =>
  `${prompt} <lora:ink:0.8>\nSteps: 4, Sampler: Euler a, Schedule type: Karras, CFG scale: 5, Seed: 7, Size: 16x8, Model hash: 1a2b3c4d5e, Model: painter`
const graph = JSON.stringify({
  1: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'folder/painter.safetensors' } },
  2: { class_type: 'CLIPTextEncode', inputs: { text: 'an owl', clip: ['1', 1] } },
  3: { class_type: 'EmptyLatentImage', inputs: { width: 16, height: 8, batch_size: 1 } },
  4: {
    class_type: 'KSampler',
    inputs: {
      ...{ seed: 9, steps: 6, cfg: 4, sampler_name: 'euler', scheduler: 'normal', denoise: 1 },
      ...{ model: ['1', 0], positive: ['2', 0], negative: ['2', 0], latent_image: ['3', 0] },
    },
  },
  5: { class_type: 'VAEDecode', inputs: { samples: ['4', 0], vae: ['1', 2] } },
  6: { class_type: 'SaveImage', inputs: { images: ['5', 0], filename_prefix: 'owl' } },
})
const a1111 = (prompt: string) => pngWith([textChunk('parameters', infotext(prompt), 'tEXt')])

// One host for all: its processes that read pictures take their time to start.
beforeAll(async () => {
  folder = makeDataFolder()
  elsewhere = join(folder, 'elsewhere')
  mkdirSync(join(elsewhere, 'deep'), { recursive: true })
  studio = await startTestApp(folder)
})
afterAll(async () => {
  await studio.app.close()
  removeFolder(folder)
})

async function imported(): Promise<Transfer> {
  const grant = studio.app.studio.grants.grant(elsewhere)
  const { id } = await studio.calls.gallery.importFolder.mutate({ grant })
  return studio.until(() => {
    const told = studio.events.findLast((event) => event.type === 'transfer' && event.transfer.id === id)
    return told?.type === 'transfer' && told.transfer.state === 'done' ? told.transfer : null
  })
}

async function found(query = ''): Promise<PictureSummary[]> {
  return (await studio.calls.gallery.page.query({ query, sort: 'newest', offset: 0, limit: 50 })).pictures
}

async function upload(
  name: string,
  bytes: Uint8Array,
  id = 'import-one',
): Promise<{ status: number; body: unknown }> {
  const address = `${origin}/gallery/import/${id}/${encodeURIComponent(name)}?modified=1700000000000`
  const answer = await studio.app.fetch(new Request(address, { method: 'PUT', body: Buffer.from(bytes) }))
  return { status: answer.status, body: await answer.json() }
}

test('a folder with those in it: found by what they say, refused where they say nothing, and the folder stays as it was', async () => {
  writeFileSync(join(elsewhere, 'pear.png'), await a1111('a pear'))
  utimesSync(join(elsewhere, 'pear.png'), 1_600_000_000, 1_600_000_000)
  writeFileSync(join(elsewhere, 'deep', 'owl.png'), await pngWith([textChunk('prompt', graph, 'tEXt')]))
  writeFileSync(join(elsewhere, 'deep', 'again.png'), await a1111('a pear'))
  writeFileSync(
    join(elsewhere, 'photo.jpg'),
    await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer(),
  )
  writeFileSync(join(elsewhere, 'broken.png'), (await a1111('broken')).subarray(0, -20))
  writeFileSync(join(elsewhere, 'notes.txt'), 'no picture')
  const names = readdirSync(elsewhere, { recursive: true }).toSorted()
  const told = await imported()
  expect(told).toMatchObject({ kind: 'import', of: 5, done: 5, same: 1, failed: 2 })
  expect(told.problems.map(({ name, problem }) => [name, problem.code])).toEqual([
    ['broken.png', 'picture/unreadable'],
    ['photo.jpg', 'picture-settings/none'],
  ])
  expect(readdirSync(elsewhere, { recursive: true }).toSorted()).toEqual(names)

  const [pear] = await found('source:a1111 pear')
  expect(pear).toMatchObject({
    ...{ record: null, problem: null, width: 16, height: 8 },
    origin: {
      source: 'a1111',
      said: {
        ...{
          prompt: 'a pear <lora:ink:0.8>',
          model: { name: 'painter', hash: '1a2b3c4d5e' },
          seed: '7',
          steps: 4,
        },
        adapters: [{ name: 'ink', weight: 0.8 }],
      },
    },
  })
  const inFolder = ['deep/again.png', 'pear.png'].map((name) =>
    statSync(join(elsewhere, name)).mtime.toISOString(),
  )
  expect(inFolder).toContain(pear!.createdAt)
  expect((await found('adapter:ink')).map(({ id }) => id)).toEqual([pear!.id])
  expect(await found('model:painter')).toHaveLength(2)
  expect(await found('source:comfyui seed:9')).toHaveLength(1)
  expect(await found('source:lamina')).toEqual([])
  // The session of Create is what was made here.
  expect(await studio.calls.pictures.list.query({ limit: 10 })).toEqual([])
  const media = await studio.app.fetch(new Request(`${origin}${pear!.url}`))
  expect(media.headers.get('content-type')).toBe('image/png')
})

test('what came together leaves together, and comes back; the same picture again is the one in the trash', async () => {
  const [fox, crow] = [await a1111('a fox'), await a1111('a crow')]
  expect(await upload('fox.png', fox)).toEqual({ status: 200, body: { outcome: 'done' } })
  expect(await upload('fox.png', crow)).toEqual({ status: 200, body: { outcome: 'done' } })
  expect(await upload('other name.png', fox, 'import-two')).toEqual({
    status: 200,
    body: { outcome: 'same' },
  })
  const files = (await found('fox OR crow')).map(({ fileName }) => fileName).toSorted()
  expect(files).toEqual(['imported/fox-2.png', 'imported/fox.png'])
  const contents = files.map((name) => readFileSync(join(folder, 'pictures', name)))
  expect((await found('fox'))[0]!.createdAt).toBe(new Date(1_700_000_000_000).toISOString())

  const { operation } = await studio.calls.gallery.undoImport.mutate({ id: 'import-one' })
  expect(await found('fox OR crow')).toEqual([])
  expect(readdirSync(join(folder, 'pictures', 'imported')).filter((name) => name.includes('fox'))).toEqual([])
  await studio.calls.library.undo.mutate({ id: operation! })
  const back = (await found('fox OR crow')).map(({ fileName }) => fileName).toSorted()
  expect(back).toEqual(files)
  expect(back.map((name) => readFileSync(join(folder, 'pictures', name)))).toEqual(contents)

  await studio.calls.gallery.undoImport.mutate({ id: 'import-one' })
  expect((await studio.calls.gallery.undoImport.mutate({ id: 'import-one' })).operation).toBeNull()
  expect(await upload('fox.png', fox, 'import-two')).toEqual({ status: 200, body: { outcome: 'done' } })
  expect(await found('fox OR crow')).toHaveLength(1)
})

test('one of ours is the one that is there; from elsewhere it comes with its whole record', async () => {
  const job = await studio.calls.generation.submit.mutate(studio.request())
  const [id] = (await studio.reached(job.id, 'done')).pictureIds
  await expect.poll(() => studio.app.studio.pictures.find(id!).record!.model.sha256).toBeDefined()
  const path = studio.app.studio.pictures.filePath(id!)
  const bytes = readFileSync(path)
  expect((await upload('copy.png', bytes)).body).toEqual({ outcome: 'same' })
  const { record } = studio.app.studio.pictures.find(id!)
  const made = { ...record!, createdAt: '2026-01-02T03:04:05.000Z' }
  const file = join(folder, 'of another data folder.png')
  await writePicture(file, { width: 4, height: 4, rgb: new Uint8Array(48) }, made)
  expect((await upload('copy.png', readFileSync(file))).body).toEqual({ outcome: 'done' })
  const [copy] = await found('source:lamina date:2026-01-02')
  expect(copy).toMatchObject({ record: made, problem: null, origin: { source: 'lamina', said: null } })
  expect(copy!.createdAt).toBe(made.createdAt)
  expect(dirname(path)).not.toContain('imported')
})

test('nothing else is taken: no picture, no import of that name, no folder without its word', async () => {
  expect(await upload('a.png', Buffer.from('no picture'))).toMatchObject({
    status: 422,
    body: { error: { code: 'picture-settings/not-a-picture' } },
  })
  expect(await upload('../../a.png', await a1111('a hedgehog'))).toMatchObject({ status: 200 })
  expect((await found('"a hedgehog"'))[0]!.fileName).toBe('imported/a.png')
  expect((await upload('a.png', await a1111('an owl'), 'x')).status).toBe(422)
  const refused = await reportFrom(studio.calls.gallery.importFolder.mutate({ grant: elsewhere }))
  expect(refused.code).toBe('export/no-folder')
})

test('an AVIF says as much as the others, and is shown as one', async () => {
  const avif = await sharp({ create: { width: 16, height: 8, channels: 3, background: '#40c040' } })
    .withExif({ IFD2: { UserComment: infotext('a kiwi') } })
    .avif({ effort: 0 })
    .toBuffer()
  expect(await upload('kiwi.avif', avif, 'import-avif')).toMatchObject({ status: 200 })
  const [kiwi] = await found('kiwi')
  expect(kiwi).toMatchObject({ origin: { source: 'a1111' }, width: 16, height: 8 })
  const whole = await studio.app.fetch(new Request(origin + kiwi!.url))
  expect(whole.headers.get('content-type')).toBe('image/avif')
  const small = await studio.app.fetch(new Request(origin + kiwi!.thumbnailUrl))
  expect(small.headers.get('content-type')).toBe('image/jpeg')
})
