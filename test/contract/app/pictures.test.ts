// Pictures over their addresses and calls: caching, trash and its undo, favourites, paging.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFakeEngine } from '../../support/fake-engine.ts'
import {
  makeDataFolder,
  origin,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'

let folder: string
let studio: TestApp

beforeEach(async () => {
  folder = makeDataFolder()
  studio = await startTestApp(folder, { engine: createFakeEngine({ stepMs: 5 }) })
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

async function makePictures(batch: number): Promise<PictureSummary[]> {
  const job = await studio.calls.generation.submit.mutate(studio.request({ batch }))
  await studio.reached(job.id, 'done')
  return studio.calls.pictures.list.query({ limit: 100 })
}

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  studio.app.fetch(new Request(origin + path, { headers }))
const isHeldOrNull = (address: string | null): boolean =>
  address === null || address.startsWith('data:image/jpeg;base64,')
const diskPath = (picture: PictureSummary): string => join(folder, 'pictures', picture.fileName)

describe('media', () => {
  test('a picture is its file, kept by the browser for good', async () => {
    const [picture] = await makePictures(1)
    const answer = await get(picture!.url)
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(answer.headers.get('cache-control')).toContain('immutable')
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    expect(Number(answer.headers.get('content-length'))).toBe(bytes.length)
    const again = await get(picture!.url, { 'if-none-match': answer.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
  })

  test('a thumbnail is a small JPEG', async () => {
    const [picture] = await makePictures(1)
    const both = await Promise.all([get(picture!.thumbnailUrl), get(picture!.thumbnailUrl)])
    for (const answer of both) {
      expect(answer.headers.get('content-type')).toBe('image/jpeg')
      expect((await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).format).toBe('jpeg')
    }
    const etag = both[0].headers.get('etag') ?? ''
    expect((await get(picture!.thumbnailUrl, { 'if-none-match': etag })).status).toBe(304)
  })

  test('thumbnails that are made come many at once, each in an address', async () => {
    const [first, second] = await makePictures(2)
    const bytes = Buffer.from(await (await get(first!.thumbnailUrl)).arrayBuffer())
    const answer = await get(`/media/thumbnails?of=${second!.id},none,..%2f..%2fcatalog,${first!.id}`)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const held = `data:image/jpeg;base64,${bytes.toString('base64')}`
    // The host may have made the second by itself.
    expect(await answer.json()).toEqual([expect.toSatisfy(isHeldOrNull), null, null, held])
    expect((await get(`/media/thumbnails?of=${','.repeat(60)}`)).status).toBe(404)
  })

  test('a damaged picture has no thumbnail, and harms nothing', async () => {
    const [picture] = await makePictures(1)
    writeFileSync(diskPath(picture!), 'no picture')
    expect((await get(picture!.thumbnailUrl)).status).toBe(404)
    expect(await studio.calls.settings.get.query()).toMatchObject({ device: 'auto' })
  })

  test('a preview is there while its job runs, then nothing, which is as it should be', async () => {
    const job = await studio.calls.generation.submit.mutate(studio.request({ steps: 300 }))
    await expect.poll(() => studio.app.studio.jobs.preview(job.id)).not.toBeNull()
    const answer = await get(`/media/preview/${job.id}/1`)
    expect(answer.headers.get('content-type')).toBe('image/webp')
    await studio.calls.generation.cancel.mutate({ jobId: job.id })
    await studio.reached(job.id, 'cancelled')
    expect((await get(`/media/preview/${job.id}/1`)).status).toBe(204)
  })

  test.each([
    '/media/picture/none',
    '/media/picture/',
    '/media/thumbnail/..%2f..',
    '/media/preview/x/y',
    '/media/other/1',
  ])('%s is not found', async (path) => expect((await get(path)).status).toBe(404))
})

describe('the trash', () => {
  test('takes the file out of the folder, and gives it back', async () => {
    const [picture] = await makePictures(1)
    await studio.calls.pictures.trash.mutate({ id: picture!.id })
    expect(existsSync(diskPath(picture!))).toBe(false)
    expect(await studio.calls.pictures.list.query({ limit: 9 })).toEqual([])
    await studio.calls.pictures.trash.mutate({ id: picture!.id })
    expect(await studio.calls.pictures.restore.mutate({ id: picture!.id })).toEqual(picture)
    expect(existsSync(diskPath(picture!))).toBe(true)
    expect(await studio.calls.pictures.list.query({ limit: 9 })).toEqual([picture])
    expect(studio.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['picture', 'picture-removed']),
    )
  })

  test('gives it back under another name when its own was taken', async () => {
    const [picture] = await makePictures(1)
    await studio.calls.pictures.trash.mutate({ id: picture!.id })
    writeFileSync(diskPath(picture!), 'someone else’s')
    const restored = await studio.calls.pictures.restore.mutate({ id: picture!.id })
    expect(restored.fileName).toBe(picture!.fileName.replace('.png', '-2.png'))
    expect(existsSync(join(folder, 'pictures', restored.fileName))).toBe(true)
  })

  test('says when the file is gone, and when there is no such picture', async () => {
    const [picture] = await makePictures(1)
    removeFolder(diskPath(picture!))
    expect((await reportFrom(studio.calls.pictures.trash.mutate({ id: picture!.id }))).code).toBe(
      'file/missing',
    )
    expect((await reportFrom(studio.calls.pictures.trash.mutate({ id: 'none' }))).code).toBe(
      'picture/not-found',
    )
  })
})

test('favourites survive a restart', async () => {
  const [picture] = await makePictures(1)
  await studio.calls.pictures.favourite.mutate({ id: picture!.id, favourite: true })
  await studio.app.close()
  studio = await startTestApp(folder)
  expect((await studio.calls.pictures.list.query({ limit: 1 }))[0]).toMatchObject({ favourite: true })
})

test('pages follow each other, newest first', async () => {
  const all = await makePictures(5)
  const first = await studio.calls.pictures.list.query({ limit: 3 })
  const second = await studio.calls.pictures.list.query({ limit: 3, before: first.at(-1)!.id })
  expect([...first, ...second]).toEqual(all)
  expect(all.map(({ record }) => record!.index)).toEqual([4, 3, 2, 1, 0])
})
