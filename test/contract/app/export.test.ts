// Pictures handed out: into a folder that was chosen, never over a file that is there, bare or with what they say, or as a download.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ExportWay } from '../../../src-main/contract/export.ts'
import type { Transfer } from '../../../src-main/contract/transfer.ts'
import { pngTexts } from '../../../src-main/files/bitmap.ts'
import {
  makeDataFolder,
  origin,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let out: string
let studio: TestApp
let ids: string[]
const stored: ExportWay = { form: { as: 'file' }, withMetadata: true, pattern: '{name}' }

beforeEach(async () => {
  folder = makeDataFolder()
  out = join(folder, 'out')
  mkdirSync(out)
  studio = await startTestApp(folder)
  const job = await studio.calls.generation.submit.mutate(
    studio.request({ batch: 2, prompt: 'a <secret> pear' }),
  )
  ids = (await studio.reached(job.id, 'done')).pictureIds
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

async function exported(way: ExportWay, of = ids): Promise<Transfer> {
  const grant = studio.app.studio.grants.grant(out)
  const { id } = await studio.calls.gallery.export.mutate({ ids: of, grant, ...way })
  return studio.until(() => {
    const told = studio.events.findLast((event) => event.type === 'transfer' && event.transfer.id === id)
    return told?.type === 'transfer' && told.transfer.state === 'done' ? told.transfer : null
  })
}

test('the stored files as they are, beside what lies there', async () => {
  const paths = ids.map((id) => studio.app.studio.pictures.filePath(id))
  const names = await studio.calls.gallery.exportNames.query({ ids, ...stored, pattern: 'pear' })
  expect(names).toEqual(['pear.png', 'pear.png'])
  writeFileSync(join(out, 'pear.png'), 'of somebody')
  expect(await exported({ ...stored, pattern: 'pear' })).toMatchObject({ done: 2, of: 2, failed: 0 })
  expect(readdirSync(out).toSorted()).toEqual(['pear-2.png', 'pear-3.png', 'pear.png'])
  expect(readFileSync(join(out, 'pear.png'), 'utf8')).toBe('of somebody')
  expect(readFileSync(join(out, 'pear-2.png')).equals(readFileSync(paths[0]!))).toBe(true)
})

test.each(['file', 'png'] as const)('bare, as %s: the same pixels and not a word', async (as) => {
  await exported({ form: { as }, withMetadata: false, pattern: '{number} {seed} {width}x{height}' })
  expect(readdirSync(out).toSorted()).toEqual(['1 7 128x64.png', '2 8 128x64.png'])
  const bare = readFileSync(join(out, '1 7 128x64.png'))
  expect([...pngTexts(bare).keys()]).toEqual([])
  expect(bare.includes('secret')).toBe(false)
  const pixels = (file: Buffer | string): Promise<Buffer> => sharp(file).raw().toBuffer()
  expect((await pixels(bare)).equals(await pixels(studio.app.studio.pictures.filePath(ids[0]!)))).toBe(true)
})

test('a folder is named by the word of the desktop only; the system’s is refused; one picture that cannot be read is named', async () => {
  const refused = (grant: string) =>
    reportFrom(studio.calls.gallery.export.mutate({ ids, grant, ...stored })).then(({ code }) => code)
  expect(await refused(out)).toBe('export/no-folder')
  expect(await refused(studio.app.studio.grants.grant('/etc'))).toBe('folder/of-the-system')
  const unknown = studio.calls.gallery.exportNames.query({ ids, ...stored, pattern: '{moon}' })
  expect((await reportFrom(unknown)).code).toBe('export/unknown-placeholder')
  writeFileSync(studio.app.studio.pictures.filePath(ids[0]!), 'no picture')
  const told = await exported({ ...stored, form: { as: 'webp', quality: 80 } })
  expect(told).toMatchObject({ done: 2, failed: 1, problems: [{ problem: { code: 'picture/unreadable' } }] })
  expect(readdirSync(out)).toHaveLength(1)
  await studio.calls.gallery.dismissTransfer.mutate({ id: told.id })
  expect((await studio.calls.studio.snapshot.query()).transfers).toEqual([])
})

test('a browser downloads it, under its name', async () => {
  const way = encodeURIComponent(
    JSON.stringify({ ...stored, form: { as: 'jpeg', quality: 90 }, pattern: '梨 {seed}' }),
  )
  const answer = await studio.app.fetch(new Request(`${origin}/media/export/${ids[0]}?way=${way}`))
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename*=UTF-8''${encodeURIComponent('梨 7')}.jpg`,
  )
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect((await sharp(bytes).metadata()).format).toBe('jpeg')
  expect((await studio.app.fetch(new Request(`${origin}/media/export/${ids[0]}?way=nonsense`))).status).toBe(
    404,
  )
  expect(existsSync(join(out, '梨 7.jpg'))).toBe(false)
})
