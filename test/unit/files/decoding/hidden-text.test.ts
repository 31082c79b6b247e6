// Texts hidden in pixels as A1111's extension and NovelAI hide them: bit by bit, down the columns.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { hiddenIn, hiddenText } from '../../../../src-main/files/decoding/hidden-text.ts'
import { hiddenBits, type HiddenSign } from '../../../support/hidden-text.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const text = 'a 苺 🍓\nSteps: 20, Sampler: Euler a, Seed: 5, Size: 64x48'
const signs: readonly HiddenSign[] = [
  'stealth_pnginfo',
  'stealth_pngcomp',
  'stealth_rgbinfo',
  'stealth_rgbcomp',
]
const most = 10_000

describe.each(signs)('%s', (sign) => {
  test('is read from the pixels of a PNG', async () => {
    const { pixels, width, height } = hiddenBits(sign, text)
    const path = join(await temporaryFolder(), 'a.png')
    await sharp(pixels, { raw: { width, height, channels: 4 } })
      .png()
      .toFile(path)
    expect(await hiddenText(path, most)).toBe(text)
  })

  test('more than a text may be is none, however it says it', () => {
    const long = hiddenBits(sign, 'a'.repeat(most + 1))
    expect(hiddenIn(long.pixels, long.width, long.height, most)).toBeNull()
    const { pixels, width, height } = hiddenBits(sign, text, { bits: 0xffff_ffff })
    expect(hiddenIn(pixels, width, height, most)).toBeNull()
    // It ends before it should.
    expect(hiddenIn(hiddenBits(sign, text, { bits: 64 * 48 * 8 }).pixels, 8, 30, most)).toBeNull()
  })
})

test('what is packed to fill the memory is not unpacked', () => {
  const bomb = gzipSync(Buffer.alloc(2 ** 22))
  const { pixels, width, height } = hiddenBits('stealth_pngcomp', text, { payload: bomb })
  expect(hiddenIn(pixels, width, height, most)).toBeNull()
})

test('other pictures hide nothing', async () => {
  const folder = await temporaryFolder()
  const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } })
  for (const format of ['png', 'webp', 'jpeg'] as const) {
    const path = join(folder, `a.${format}`)
    await picture.clone().toFormat(format).toFile(path)
    expect(await hiddenText(path, most)).toBeNull()
  }
  writeFileSync(join(folder, 'b.png'), 'no picture')
  await expect(hiddenText(join(folder, 'b.png'), most)).rejects.toMatchObject({ code: 'picture/unreadable' })
})

test('any pixels', () => {
  fc.assert(
    fc.property(
      fc.nat(40),
      fc.nat(40),
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      (width, height, some) => {
        const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) => some[at % some.length]!)
        expect(hiddenIn(pixels, width, height, most)).toBeNull()
      },
    ),
    { numRuns: 100 },
  )
})
