// A file that is handed out: bare of everything that ours and other programs write, or with it in the place that they read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import type { ExportForm } from '../../../../src-main/contract/export.ts'
import { exportPicture } from '../../../../src-main/files/decoding/export-picture.ts'
import { hiddenText } from '../../../../src-main/files/decoding/hidden-text.ts'
import { inflateText } from '../../../../src-main/files/inflate.ts'
import { isAvif } from '../../../../src-main/formats/avif-exif.ts'
import { mostTextBytes } from '../../../../src-main/formats/picture-texts.ts'
import { readSettingsText } from '../../../../src-main/formats/settings-text.ts'
import { recordOf } from '../../../support/many-pictures.ts'
import { hiddenBits, type HiddenSign } from '../../../support/hidden-text.ts'
import { exifWith, pngChunk, pngWith, textChunk } from '../../../support/picture-with-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'lamina-export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secret = 'a secret pear 梨'
const infotext = `${secret}\nSteps: 4, Sampler: Euler, Schedule type: Normal, CFG scale: 5, Seed: 7, Size: 64x64`
const utf8 = Buffer.from(infotext)
const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description dc="secret"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
const picture = () => sharp({ create: { width: 16, height: 8, channels: 3, background: '#40c040' } })
const exif = { IFD0: { ImageDescription: 'secret', Copyright: 'secret' } }

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

async function hiddenPng(sign: HiddenSign): Promise<Buffer> {
  const { pixels, width, height } = hiddenBits(sign, infotext)
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer()
}

const full: Readonly<Record<string, () => Promise<Buffer>>> = {
  'texts.png': async () =>
    Buffer.concat([
      await pngWith([
        textChunk('parameters', utf8, 'iTXt'),
        textChunk('prompt', '{"secret": 1}', 'tEXt'),
        textChunk('workflow', '{"secret": 1}', 'zTXt'),
        textChunk('XML:com.adobe.xmp', xmp, 'iTXt packed'),
        pngChunk('eXIf', exifWith(Buffer.from('ASCII\0\0\0secret'))),
        pngChunk('tIME', Buffer.from([7, 234, 11, 30, 7, 0, 0])),
        pngChunk('seCr', Buffer.from('secret')),
      ]),
      Buffer.from('secret behind the end'),
    ]),
  'photo.jpg': async () => {
    const jpeg = await picture()
      .withExif(exif)
      .withXmp(xmp)
      .withIccProfile('srgb')
      .jpeg({ progressive: true })
      .toBuffer()
    const comment = Buffer.from('secret')
    const segment = Buffer.from([0xff, 0xfe, 0, comment.length + 2, ...comment])
    return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2), Buffer.from('secret')])
  },
  'photo.webp': async () =>
    Buffer.concat([await picture().withExif(exif).withXmp(xmp).webp().toBuffer(), Buffer.from('secret')]),
}
const forms: readonly ExportForm[] = [
  { as: 'file' },
  { as: 'png' },
  { as: 'jpeg', quality: 90 },
  { as: 'webp', quality: 90 },
]

describe.each(Object.keys(full))('%s without metadata', (name) => {
  test.each(forms)('as $as: nothing is left', async (form) => {
    const whole = await full[name]!()
    expect(whole.includes('secret')).toBe(true)
    const bare = Buffer.from(await exportPicture(file(name, whole), { form, withMetadata: false }))
    for (const word of [
      'secret',
      'xpacket',
      'Exif',
      'EXIF',
      'XMP ',
      'Lamina',
      'tEXt',
      'iTXt',
      'zTXt',
      'tIME',
    ])
      expect(bare.includes(word), word).toBe(false)
    const { exif: e, xmp: x, iptc, comments } = await sharp(bare).metadata()
    expect([e, x, iptc, comments]).toEqual([undefined, undefined, undefined, undefined])
    if (form.as === 'file') {
      const raw = (bytes: Buffer) => sharp(bytes).raw().toBuffer()
      expect((await raw(bare)).equals(await raw(whole))).toBe(true)
    }
  })
})

test('a text hidden among the pixels is gone, and the picture is the same to the eye', async () => {
  for (const sign of ['stealth_pnginfo', 'stealth_rgbcomp'] as const) {
    const path = file(`${sign}.png`, await hiddenPng(sign))
    expect(await hiddenText(path, mostTextBytes)).toBe(infotext)
    const bare = file('bare.png', await exportPicture(path, { form: { as: 'file' }, withMetadata: false }))
    expect(await hiddenText(bare, mostTextBytes)).toBeNull()
    const raw = (from: string) => sharp(from).ensureAlpha().raw().toBuffer()
    const [one, other] = [await raw(path), await raw(bare)]
    expect(Math.max(...one.map((value, at) => Math.abs(value - other[at]!)))).toBeLessThanOrEqual(1)
  }
})

test('a turned photograph stays upright without what says that it is turned', async () => {
  const turned = file('turned.jpg', await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer())
  const { width, height, orientation } = await sharp(
    await exportPicture(turned, { form: { as: 'file' }, withMetadata: false }),
  ).metadata()
  expect([width, height, orientation]).toEqual([8, 16, undefined])
})

describe('with metadata', () => {
  const settingsOf = (bytes: Uint8Array) => {
    const read = readSettingsText(bytes, (packed) => inflateText(packed, mostTextBytes))
    return read.kind === 'said'
      ? { source: read.said.source, prompt: read.said.prompt, seed: read.said.seed }
      : null
  }

  test.each(forms)('A1111’s settings are read from %o again', async (form) => {
    const png = file('a1111.png', await pngWith([textChunk('parameters', utf8, 'iTXt')]))
    const out = await exportPicture(png, { form, withMetadata: true })
    expect(settingsOf(out)).toEqual({ source: 'a1111', prompt: secret, seed: '7' })
    expect((await sharp(out).metadata()).width).toBe(16)
    const back = file('again', out)
    const again = await exportPicture(back, { form: { as: 'png' }, withMetadata: true })
    expect(settingsOf(again)).toEqual({ source: 'a1111', prompt: secret, seed: '7' })
  })

  test.each(forms)('our whole record comes along in %o, there and back', async (form) => {
    const record = recordOf(12, 64, 64)
    const texts = [
      textChunk('parameters', utf8, 'iTXt'),
      textChunk('lamina', Buffer.from(JSON.stringify(record)), 'iTXt'),
    ]
    const out = await exportPicture(file('ours.png', await pngWith(texts)), { form, withMetadata: true })
    const again = await exportPicture(file('ours again', out), { form: { as: 'png' }, withMetadata: true })
    const inflate = (packed: Uint8Array) => inflateText(packed, mostTextBytes)
    for (const bytes of [out, again])
      expect(readSettingsText(bytes, inflate)).toEqual({ kind: 'record', record })
    // Others read what they always did, and a record that was cut harms nothing.
    const damaged = Buffer.from(out)
    const at = damaged.indexOf('lamina:')
    if (at < 0) return
    damaged.fill(0x41, at + 20, at + 60)
    expect(readSettingsText(damaged, inflate)).toMatchObject({
      kind: 'said',
      said: { prompt: secret, seed: '7' },
    })
    const bare = await exportPicture(file('ours bare', out), { form: { as: 'file' }, withMetadata: false })
    expect(Buffer.from(bare).includes('lamina')).toBe(false)
  })

  test('an AVIF goes with what it says into each form, and bare without a loss', async () => {
    const avif = await picture()
      .withExif({ IFD2: { UserComment: infotext.replace(' 梨', '') } })
      .avif({ lossless: true, effort: 0 })
      .toBuffer()
    const path = file('a.avif', avif)
    const png = await exportPicture(path, { form: { as: 'png' }, withMetadata: true })
    expect(settingsOf(png)).toEqual({ source: 'a1111', prompt: 'a secret pear', seed: '7' })
    const bare = await exportPicture(path, { form: { as: 'file' }, withMetadata: false })
    const pixels = (bytes: Uint8Array) => sharp(bytes).removeAlpha().raw().toBuffer()
    expect(isAvif(bare)).toBe(true)
    expect(Buffer.from(bare).includes('secret')).toBe(false)
    expect((await pixels(bare)).equals(await pixels(avif))).toBe(true)
  })

  test('what only a PNG can say is refused, not dropped; so is what is too long for a JPEG', async () => {
    const novel = file(
      'novel.png',
      await pngWith([
        textChunk('Software', 'NovelAI', 'tEXt'),
        textChunk('Description', 'a pear', 'tEXt'),
        textChunk(
          'Comment',
          JSON.stringify({ prompt: 'a pear', steps: 4, sampler: 'k_euler', seed: 7 }),
          'tEXt',
        ),
      ]),
    )
    await expect(
      exportPicture(novel, { form: { as: 'webp', quality: 80 }, withMetadata: true }),
    ).rejects.toMatchObject({ code: 'export/only-in-png' })
    const long = file(
      'long.png',
      await pngWith([textChunk('parameters', `${'pear '.repeat(9000)}\nSteps: 4`, 'tEXt')]),
    )
    await expect(
      exportPicture(long, { form: { as: 'jpeg', quality: 80 }, withMetadata: true }),
    ).rejects.toMatchObject({ code: 'export/too-much-text' })
  })
})
