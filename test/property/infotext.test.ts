// Whatever prompt and names go into an infotext come out again.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInfotext, writeInfotext } from '../../src-main/formats/infotext.ts'
import { readHiddenSettings, readPastedSettings } from '../../src-main/formats/settings-text.ts'

const piece = fc.oneof(
  fc.constantFrom(
    '\n',
    ', ',
    ': ',
    '"',
    '\\',
    'Negative prompt:',
    'Steps: 20',
    '512x768',
    ' ',
    '日本',
    '😀',
    '\r',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)
const texts = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''))

/** Spaces at the ends of lines mean nothing to a tokenizer and are not kept. */
const trimmed = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('\n')

test('writing, then reading', () => {
  fc.assert(
    fc.property(texts, texts, texts, (prompt, negativePrompt, model) => {
      const text = writeInfotext(prompt, negativePrompt, [
        ['Steps', 20],
        ['Sampler', 'Euler'],
        ['Seed', '1'],
        ['Size', '512x768'],
        ['Model', `m${model}`],
        ['Version', 'Lamina'],
      ])
      const read = parseInfotext(text)
      expect(trimmed(read.prompt)).toBe(trimmed(prompt))
      expect(trimmed(read.negativePrompt)).toBe(trimmed(negativePrompt))
      expect(Object.fromEntries(read.parameters)).toEqual({
        ...{ Steps: '20', Sampler: 'Euler', Seed: '1', 'Size-1': '512', 'Size-2': '768' },
        ...{ Model: `m${model}`, Version: 'Lamina' },
      })
    }),
    { numRuns: 500 },
  )
})

test('any text can be read', () => {
  fc.assert(
    fc.property(fc.oneof(texts, fc.string({ unit: 'binary' })), (text) => {
      expect(typeof parseInfotext(text).prompt).toBe('string')
    }),
  )
})

test('a pasted text is read as a picture with it, whatever its prompts and however its lines end', () => {
  fc.assert(
    fc.property(texts, texts, fc.constantFrom('\n', '\r\n'), (prompt, negativePrompt, end) => {
      const text = writeInfotext(prompt, negativePrompt, [
        ['Steps', 20],
        ['Sampler', 'Euler'],
        ['Seed', '1'],
        ['Size', '512x768'],
      ])
      expect(readPastedSettings(text.replaceAll('\n', end))).toEqual(readHiddenSettings(text))
    }),
  )
})

test('without the steps a pasted text is words, whatever stands in it: the page need not ask', () => {
  const pairs = fc.constantFrom(
    'Seed: 5, ',
    'Size: 64x64, ',
    'Sampler: Euler, ',
    'Steps',
    ' : ',
    ':',
    '"Steps": 3, ',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, pairs), { maxLength: 20 }), (pieces) => {
      const text = pieces.join('').replaceAll('Steps:', 'Stairs:')
      expect(readPastedSettings(text)).toBe(null)
    }),
    { numRuns: 500 },
  )
})
