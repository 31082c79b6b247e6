// What an AVIF says in its EXIF block, wherever its boxes place it, and what a damaged one does not.
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { isAvif, readAvifExif } from '../../../src-main/formats/avif-exif.ts'
import { readPictureTexts } from '../../../src-main/formats/picture-texts.ts'

const picture = () => sharp({ create: { width: 16, height: 8, channels: 3, background: '#40c040' } })
const said = 'a pear\nSteps: 4, Sampler: Euler, Seed: 7'
const written = async (): Promise<Buffer> =>
  picture()
    .withExif({ IFD0: { ImageDescription: said } })
    .avif({ effort: 0 })
    .toBuffer()
const textsOf = (avif: Uint8Array) => readPictureTexts(avif, new Set(), (packed) => packed)

const box = (type: string, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}
const bytes = (...values: number[]): Buffer => Buffer.from(values)
const tiff = Buffer.concat([
  Buffer.from('MM\0*\0\0\0\x08', 'latin1'),
  bytes(0, 1, 0x01, 0x0e, 0, 2, 0, 0, 0, 4),
  Buffer.from('own\0'),
  bytes(0, 0, 0, 0),
])

test('of libavif', async () => {
  const avif = await written()
  expect(isAvif(avif)).toBe(true)
  const { texts, isWhole } = textsOf(avif)
  expect([texts.get('exif:ImageDescription'), isWhole]).toEqual([said, true])
  expect(readAvifExif(await picture().avif({ effort: 0 }).toBuffer())).toEqual({ exif: null, isWhole: true })
})

test('among the data of its first box, by long numbers', () => {
  const item = Buffer.concat([bytes(0, 0, 0, 6), Buffer.from('Exif\0\0'), tiff])
  const meta = box(
    'meta',
    bytes(0, 0, 0, 0),
    box(
      'iinf',
      bytes(1, 0, 0, 0, 0, 0, 0, 1),
      box('infe', bytes(3, 0, 0, 0, 0, 0, 0, 9, 0, 0), Buffer.from('Exif\0')),
    ),
    box(
      'iloc',
      bytes(2, 0, 0, 0, 0x44, 0x40, 0, 0, 0, 1, 0, 0, 0, 9, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1),
      bytes(0, 0, 0, 2, 0, 0, 0, item.length),
    ),
    box('idat', bytes(7, 7, 7), item),
  )
  const avif = Buffer.concat([box('ftyp', Buffer.from('avif\0\0\0\0mif1')), meta])
  expect(textsOf(avif).texts.get('exif:ImageDescription')).toBe('own')
})

test('cut off anywhere, or with any byte changed, it says less and harms nothing', async () => {
  const avif = await written()
  for (let end = 0; end < avif.length; end += 7) {
    const { exif, isWhole } = readAvifExif(avif.subarray(0, end))
    expect(isWhole).toBe(false)
    if (exif !== null) expect(end).toBeGreaterThan(exif.length)
  }
  for (let at = 0; at < avif.length; at++)
    for (const value of [0, 0xff, 0x7f]) {
      const damaged = Buffer.from(avif)
      damaged[at] = value
      expect(() => readAvifExif(damaged)).not.toThrow()
    }
})
