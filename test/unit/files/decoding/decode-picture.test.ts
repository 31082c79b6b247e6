// Pictures of strangers: which are decoded, and which are refused before they cost anything.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeEach, expect, test } from 'vitest'
import { decodePicture, pictureLimits } from '../../../../src-main/files/decoding/decode-picture.ts'
import { readPicture } from '../../../../src-main/files/picture.ts'
import { pictureThumbnail } from '../../../../src-main/files/picture-thumbnail.ts'
import { shrunkWebp } from '../../../../src-main/files/webp.ts'
import { madeUpPng } from '../../../support/made-up-png.ts'
import { processMs } from '../../../support/processor-time.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
})

function put(name: string, bytes: Uint8Array | string): string {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

const pixels = (path: string): Promise<Buffer> => decodePicture(path, (picture) => picture.raw().toBuffer())

test.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)('%s is a picture', async (format) => {
  const image = sharp({ create: { width: 40, height: 30, channels: 3, background: '#3060c0' } })
  const path = put(`a.${format}`, await image.toFormat(format).toBuffer())
  expect(await readPicture(path)).toMatchObject({ width: 40, height: 30, pages: 1 })
  expect((await sharp(await shrunkWebp(path, 20)).metadata()).width).toBe(20)
  const { format: small, width } = await sharp(await pictureThumbnail(path, 20)).metadata()
  // What writes a GIF here gives it a transparent colour.
  expect([small, width]).toEqual([format === 'gif' ? 'webp' : 'jpeg', 20])
})

test('a thumbnail keeps what is transparent', async () => {
  const image = sharp({ create: { width: 40, height: 30, channels: 4, background: '#3060c080' } })
  const path = put('a.png', await image.png().toBuffer())
  const { format, hasAlpha } = await sharp(await pictureThumbnail(path, 20)).metadata()
  expect([format, hasAlpha]).toEqual(['webp', true])
})

const nested = Array.from(
  { length: 30 },
  (_, at) => `<g id="a${at + 1}"><use href="#a${at}"/><use href="#a${at}"/></g>`,
).join('')
const svg = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">${inside}</svg>`

test.each([
  ['a drawing', 'a.png', svg('<rect width="64" height="64" fill="red"/>')],
  ['a drawing that names another file', 'b.jpg', svg('<image href="secret.png" width="64" height="64"/>')],
  ['a drawing of a billion drawings', 'c.webp', svg(`<g id="a0"><rect/></g>${nested}<use href="#a30"/>`)],
  ['a document', 'd.png', '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj'],
  ['a table of numbers', 'e.png', 'P3\n2 2\n255\n0 0 0 1 1 1 2 2 2 3 3 3\n'],
  ['a page', 'f.gif', '<html><body>'],
  ['nothing', 'g.png', ''],
])('%s is not, whatever its name says', async (_, name, text) => {
  put(
    'secret.png',
    await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  )
  const begun = processMs()
  await expect(pixels(put(name, text))).rejects.toMatchObject({ code: 'picture/unreadable' })
  expect(processMs() - begun).toBeLessThan(1000)
})

test.each([
  ['16,000² with 16 bits a channel', { width: 16_000, height: 16_000 }],
  ['100,000²', { width: 100_000, height: 100_000 }],
  ['a line of pixels around the world', { width: 2_000_000_000, height: 1 }],
  ['a little more than there may be', { width: 10_001, height: 10_000, bits: 8 as const }],
  ['few pixels of many bytes', { width: 9_000, height: 9_000 }],
])('%s is refused by name, before it is decoded', async (_, claims) => {
  const before = process.memoryUsage.rss()
  const begun = processMs()
  const refused = pixels(put('bomb.png', madeUpPng(claims)))
  await expect(refused).rejects.toMatchObject({
    code: expect.stringMatching(/^picture\/(too-large|unreadable)$/) as string,
  })
  expect(processMs() - begun).toBeLessThan(1000)
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20)
})

test('the refusal says the size and the way out', async () => {
  const path = put('bomb.png', madeUpPng({ width: 16_000, height: 16_000 }))
  await expect(readPicture(path)).rejects.toMatchObject({
    code: 'picture/too-large',
    facts: { name: 'bomb.png', width: 16_000, height: 16_000, megapixels: 100 },
  })
})

test('the largest there may be is begun with', async () => {
  expect(pictureLimits.pixels).toBe(10_000 * 10_000)
  const path = put('cut.png', madeUpPng({ width: 10_000, height: 10_000, bits: 8, interlaced: false }))
  await expect(pixels(path)).rejects.toMatchObject({ code: 'picture/unreadable' })
})
