import fc from 'fast-check'
import sharp from 'sharp'
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { encodePng, pngTexts } from '../../../src-main/files/bitmap.ts'
import { readPngText, withPngText } from '../../../src-main/formats/png-text.ts'

const bitmap = { width: 2, height: 1, rgb: Uint8Array.of(255, 0, 0, 0, 0, 255) }

test('texts come back as they were written, in any script, and the pixels stay', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary-ascii' }),
      async (wide, plain) => {
        const texts = new Map([
          ['parameters', wide],
          ['lamina', plain],
        ])
        const png = await encodePng(bitmap, texts)
        expect(pngTexts(png)).toEqual(texts)
        expect([...(await sharp(png).raw().toBuffer())]).toEqual([...bitmap.rgb])
      },
    ),
    { numRuns: 50 },
  )
})

test('Latin-1 text is a tEXt chunk, other text an iTXt chunk', async () => {
  const plain = Buffer.from(await encodePng(bitmap, new Map([['parameters', 'crème brûlée']])))
  const wide = Buffer.from(await encodePng(bitmap, new Map([['parameters', '苺']])))
  expect(plain.includes('tEXtparameters')).toBe(true)
  expect(wide.includes('iTXtparameters')).toBe(true)
})

test('a text takes the place of what its keyword said, and other texts and the pixels stay', async () => {
  const before = new Map([
    ['parameters', 'old'],
    ['theirs', 'kept'],
    ['lamina', '古い'],
  ])
  const png = await encodePng(bitmap, before)
  const after = withPngText(
    png,
    new Map([
      ['lamina', 'new'],
      ['parameters', '新しい'],
    ]),
  )
  expect(pngTexts(after)).toEqual(
    new Map([
      ['lamina', 'new'],
      ['parameters', '新しい'],
      ['theirs', 'kept'],
    ]),
  )
  expect(Buffer.from(after).includes('old')).toBe(false)
  const again = withPngText(
    after,
    new Map([
      ['lamina', '古い'],
      ['parameters', 'old'],
    ]),
  )
  expect(again.length).toBe(png.length)
  expect([...(await sharp(again).raw().toBuffer())]).toEqual([...bitmap.rgb])
})

test('compressed text is read where an inflater is at hand, else left out', async () => {
  const png = Buffer.from(await encodePng(bitmap))
  const body = Buffer.concat([Buffer.from('parameters\0\0'), deflateSync('Steps: 20')])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const chunk = Buffer.concat([length, Buffer.from('zTXt'), body, Buffer.alloc(4)])
  const changed = Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)])
  expect(pngTexts(changed).get('parameters')).toBe('Steps: 20')
  expect(readPngText(changed).size).toBe(0)
})

test('what is no PNG is refused by name, and a cut one keeps what came before the cut', async () => {
  expect(() => withPngText(Uint8Array.of(1, 2, 3), new Map())).toThrow(/not a PNG/)
  const png = await encodePng(bitmap, new Map([['parameters', 'a']]))
  expect(readPngText(png.subarray(0, png.length - 20)).get('parameters')).toBe('a')
})
