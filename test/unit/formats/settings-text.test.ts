import { inflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/errors.ts'
import { generationRequestSchema, type PictureRecord } from '../../../src-main/contract/generation.ts'
import { inflateText } from '../../../src-main/files/inflate.ts'
import { mostTextBytes } from '../../../src-main/formats/picture-texts.ts'
import { readSettingsText, type SettingsText } from '../../../src-main/formats/settings-text.ts'
import {
  exifSegment,
  exifWith,
  jpegSegment,
  jpegWith,
  pngChunk,
  pngWith,
  textChunk,
  unicodeComment,
  webpWith,
} from '../../support/picture-with-text.ts'

const text =
  'a crème brûlée 苺 🍓\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, Seed: 5, Size: 640x512'
const plain = text.replace(' 苺 🍓', '')

const read = (bytes: Uint8Array): SettingsText =>
  readSettingsText(bytes, (packed) => inflateText(packed, mostTextBytes))
const promptIn = (bytes: Uint8Array): string => {
  const found = read(bytes)
  return found.kind === 'said' ? found.said.prompt : found.record.request.prompt
}
const codeOf = (bytes: Uint8Array): string => {
  try {
    read(bytes)
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'read'
}

const record: PictureRecord = {
  version: 1,
  application: 'Lamina 0.1.0',
  runtime: 'onnxruntime',
  device: 'cpu',
  request: generationRequestSchema.parse({
    model: 'm',
    prompt: 'from the record',
    width: 64,
    height: 64,
    steps: 4,
    guidance: 5,
    sampler: 'euler',
    scheduler: 'normal',
    seed: '1',
  }),
  seed: '1',
  index: 0,
  model: { name: 'm', architecture: 'sd1' },
  vae: null,
  adapters: [],
  steered: [],
  stepsDone: 4,
  createdAt: '2026-01-01T00:00:00.000Z',
}

describe('PNG', () => {
  test.each([
    ['tEXt', plain],
    ['zTXt', plain],
    ['iTXt', text],
    ['iTXt packed', text],
  ] as const)('%s, before and behind the pixels', async (kind, written) => {
    for (const where of ['first', 'last'] as const) {
      const png = await pngWith([textChunk('parameters', written, kind)], where)
      expect(promptIn(png)).toBe(written.split('\n')[0])
      expect((await sharp(png).metadata()).width).toBe(16)
    }
  })

  test('our own record is preferred', async () => {
    const chunks = [
      textChunk('parameters', text, 'iTXt'),
      textChunk('lamina', JSON.stringify(record), 'tEXt'),
    ]
    expect(read(await pngWith(chunks))).toEqual({ kind: 'record', record })
  })

  test.each([
    ['of a newer version', JSON.stringify({ ...record, version: 99 }), 'stored/newer'],
    ['that is damaged', '{"version": 1', 'stored/damaged'],
  ])('a record %s is named, and the text beside it read', async (_, written, code) => {
    const own = textChunk('lamina', written, 'tEXt')
    const both = read(await pngWith([own, textChunk('parameters', text, 'iTXt')]))
    expect(both).toMatchObject({ kind: 'said', recordProblem: { code } })
    expect(codeOf(await pngWith([own]))).toBe(code)
  })

  test('EXIF in a PNG', async () => {
    expect(promptIn(await pngWith([pngChunk('eXIf', exifWith(unicodeComment(text)))]))).toMatch(/苺 🍓$/)
  })
})

describe.each(['II', 'MM'] as const)('EXIF of a file in the order %s', (order) => {
  test.each([
    ['UNICODE as A1111 writes it', unicodeComment(text)],
    ['UNICODE, little-endian', unicodeComment(text, 'little')],
    ['UNICODE with a mark of its order', unicodeComment(`\ufeff${text}`, 'little')],
    ['ASCII', Buffer.from(`ASCII\0\0\0${text}`)],
    ['no encoding', Buffer.from(`\0\0\0\0\0\0\0\0${text}`)],
    ['no room for an encoding', Buffer.from(text)],
    ['zeros at its end', Buffer.concat([unicodeComment(text), Buffer.alloc(40)])],
  ])('%s', async (_, comment) => {
    const exif = exifWith(comment, { order })
    for (const bytes of [await jpegWith([exifSegment(exif)]), await webpWith(exif)]) {
      expect(read(bytes)).toMatchObject({
        said: { source: 'a1111', prompt: 'a crème brûlée 苺 🍓', negativePrompt: 'blurry', seed: '5' },
      })
      expect((await sharp(bytes).metadata()).exif).toBeDefined()
    }
  })
})

test('EXIF as libvips writes it', async () => {
  const options = { IFD2: { UserComment: 'a pear\nSteps: 20, Sampler: Euler a, Seed: 5, Size: 640x512' } }
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).withExif(options)
  expect(promptIn(await picture.jpeg().toBuffer())).toBe('a pear')
  expect(promptIn(await picture.webp().toBuffer())).toBe('a pear')
})

test('a comment, and a description', async () => {
  expect(promptIn(await jpegWith([jpegSegment(0xfe, Buffer.from(text))]))).toMatch(/🍓$/)
  const described = exifWith(Buffer.from('ASCII\0\0\0'), { description: text })
  expect(promptIn(await webpWith(described))).toMatch(/🍓$/)
})

test('what cameras and editors write is not a prompt', async () => {
  for (const words of ['CREATOR: gd-jpeg v1.0', 'Screenshot']) {
    expect(codeOf(await jpegWith([jpegSegment(0xfe, Buffer.from(words))]))).toBe('picture-settings/none')
    expect(codeOf(await webpWith(exifWith(unicodeComment(words))))).toBe('picture-settings/none')
  }
  expect(promptIn(await pngWith([textChunk('parameters', 'only a prompt', 'tEXt')]))).toBe('only a prompt')
})

test.each([
  ['NovelAI', () => pngWith([textChunk('Software', 'NovelAI', 'tEXt'), textChunk('Comment', '[', 'tEXt')])],
  ['InvokeAI', () => pngWith([textChunk('invokeai_metadata', '[]', 'tEXt')])],
  ['SwarmUI', () => pngWith([textChunk('parameters', '{"sui_image_params": 5}', 'tEXt')])],
  ['SwarmUI', () => jpegWith([exifSegment(exifWith(unicodeComment('{"sui_image_params": ')))])],
  ['Fooocus', () => pngWith([textChunk('fooocus_scheme', 'fooocus', 'tEXt')])],
])('what is said of %s and cannot be understood is called by its name', async (program, make) => {
  try {
    read(await make())
    expect.unreachable()
  } catch (error) {
    expect(error).toMatchObject({ code: 'picture-settings/not-understood', facts: { program } })
  }
})

test('settings that ComfyUI writes as A1111 does are read', async () => {
  const chunks = [textChunk('prompt', '{}', 'tEXt'), textChunk('parameters', text, 'iTXt')]
  expect(promptIn(await pngWith(chunks))).toMatch(/🍓$/)
})

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['a RIFF of sound', Buffer.from('RIFF\0\0\0\0WAVE')],
])('%s is not a picture', (_, bytes) => expect(codeOf(bytes)).toBe('picture-settings/not-a-picture'))

test('pictures without settings, whole and cut off', async () => {
  const whole = [await pngWith([]), await jpegWith([]), await webpWith(exifWith(Buffer.alloc(0)))]
  for (const bytes of whole) {
    expect(codeOf(bytes)).toBe('picture-settings/none')
    expect(codeOf(bytes.subarray(0, 60))).toBe('picture-settings/damaged')
  }
})

describe('texts made to fill the memory', () => {
  test.each(['zTXt', 'iTXt packed'] as const)(
    '%s is unpacked no further than a text may go',
    async (kind) => {
      const bomb = textChunk('parameters', Buffer.alloc(mostTextBytes + 1, 'a'), kind)
      expect(bomb.length).toBeLessThan(mostTextBytes / 100)
      expect(codeOf(await pngWith([bomb]))).toBe('picture-settings/text-too-long')
    },
  )

  test('under other keywords nothing is unpacked', async () => {
    const bomb = textChunk('holiday', Buffer.alloc(mostTextBytes + 1, 'a'), 'zTXt')
    const packs: number[] = []
    const png = await pngWith([bomb, textChunk('parameters', text, 'iTXt packed')])
    readSettingsText(png, (packed) => {
      packs.push(packed.length)
      return inflateSync(packed)
    })
    expect(packs).toHaveLength(1)
  })

  test('one that is not packed is not read, either', async () => {
    const long = textChunk('parameters', Buffer.alloc(mostTextBytes + 1, 'a'), 'tEXt')
    expect(codeOf(await pngWith([long]))).toBe('picture-settings/text-too-long')
  })

  test('damaged packing is called damaged', async () => {
    const chunk = pngChunk('zTXt', Buffer.from('parameters\0\0not packed at all'))
    expect(codeOf(await pngWith([chunk]))).toBe('picture-settings/damaged')
  })
})

test('a folder of EXIF that is its own second folder ends', async () => {
  const exif = exifWith(unicodeComment(text))
  // The offset of the second folder is the first one's.
  exif.writeUInt32LE(8, 8 + 2 + 8)
  expect(codeOf(await jpegWith([exifSegment(exif)]))).toBe('picture-settings/none')
})
