// Whatever the bytes of a picture are: settings, or an error by its name; and never more time than their number says.
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { AppError } from '../../src-main/base/errors.ts'
import { inflateText } from '../../src-main/files/inflate.ts'
import { mostTextBytes } from '../../src-main/formats/picture-texts.ts'
import { readSettingsText } from '../../src-main/formats/settings-text.ts'
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
} from '../support/picture-with-text.ts'

const text = 'a pear <lora:ink:0.5>\nSteps: 20, Sampler: Euler a, Seed: 5, Size: 640x512'
const codes =
  /^(picture-settings\/(none|damaged|not-a-picture|not-understood|text-too-long)|stored\/(newer|damaged))$/
let whole: Buffer[]

beforeAll(async () => {
  const exif = exifWith(unicodeComment(text), { description: 'a pear' })
  whole = [
    await pngWith([
      textChunk('lamina', '{"version":1}', 'zTXt'),
      textChunk('parameters', text, 'iTXt packed'),
      pngChunk('eXIf', exif),
    ]),
    await jpegWith([exifSegment(exif), jpegSegment(0xfe, Buffer.from(text))]),
    await webpWith(exif),
  ]
})

function readOrRefused(bytes: Uint8Array): void {
  try {
    readSettingsText(bytes, (packed) => inflateText(packed, mostTextBytes))
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).code).toMatch(codes)
  }
}

test('cut off at every place', () => {
  for (const bytes of whole)
    for (let length = 0; length < bytes.length; length++) readOrRefused(bytes.subarray(0, length))
})

test('changed in some of their bytes', () => {
  const change = fc.tuple(fc.nat(), fc.constantFrom(0, 1, 0x7f, 0xff, 0x80, 0x0a, 0x22))
  fc.assert(
    fc.property(fc.nat(2), fc.array(change, { minLength: 1, maxLength: 8 }), (which, changes) => {
      const bytes = Buffer.from(whole[which]!)
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte
      readOrRefused(bytes)
    }),
    { numRuns: 3000 },
  )
})

test('anything behind a beginning that is right', () => {
  fc.assert(
    fc.property(fc.nat(2), fc.nat(60), fc.uint8Array({ maxLength: 200 }), (which, kept, rest) => {
      readOrRefused(Buffer.concat([whole[which]!.subarray(0, kept), rest]))
    }),
    { numRuns: 2000 },
  )
})
