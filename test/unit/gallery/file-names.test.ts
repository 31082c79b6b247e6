// Names of pictures: tokens filled in, nothing a file system refuses, nothing outside the folder.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generationRequestSchema } from '../../../src-main/contract/generation.ts'
import { mostNameBytes } from '../../../src-main/base/cut.ts'
import { checkPattern, pictureName } from '../../../src-main/gallery/file-names.ts'

const facts = {
  request: generationRequestSchema.parse({
    model: 'm',
    prompt: '',
    width: 512,
    height: 768,
    steps: 20,
    guidance: 7,
    sampler: 'dpmpp_2m',
    scheduler: 'karras',
    seed: '18446744073709551615',
  }),
  modelName: 'Deep/Shade: "XL"',
  index: 1,
  at: new Date(2026, 0, 2, 3, 4, 5),
}

test.each([
  ['{date}/{time}-{seed}', '2026-01-02/030405-0'],
  ['{model}', 'Deep-Shade XL'],
  ['{sampler}_{steps}_{width}x{height}_{index}', 'dpmpp_2m_20_512x768_1'],
  ['../../{seed}', '0'],
  ['/etc/{seed}', 'etc/0'],
  ['a\\b', 'a/b'],
  ['con/aux.', 'con-/aux-'],
  ['.hidden', 'hidden'],
])('%s gives %s', (pattern, name) => expect(pictureName(pattern, facts)).toBe(name))

describe('refused', () => {
  test.each([
    ['{mood}', 'settings/unknown-placeholder'],
    ['{}', 'settings/unknown-placeholder'],
    ['{constructor}', 'settings/unknown-placeholder'],
    ['...', 'settings/empty-pattern'],
    ['/', 'settings/empty-pattern'],
    ['<>', 'settings/empty-pattern'],
  ])('%s', (pattern, code) => expect(() => checkPattern(pattern)).toThrow(expect.objectContaining({ code })))
})

test.each([
  ['漢'.repeat(80), '漢'.repeat(76)],
  ['🍓'.repeat(80), '🍓'.repeat(57)],
  [`${'a'.repeat(229)}. b`, 'a'.repeat(229)],
])('a long name is cut by its bytes', (modelName, name) => {
  expect(pictureName('{model}', { ...facts, modelName })).toBe(name)
})

test('whatever a model is called, the name stays inside its folder', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (modelName) => {
      const name = pictureName('p{model}/{seed}', { ...facts, modelName })
      for (const part of name.split('/')) {
        expect(part).not.toMatch(/^\.|[<>:"|?*\\]|[. ]$/)
        expect(part).not.toBe('')
        expect(Buffer.byteLength(part)).toBeLessThanOrEqual(mostNameBytes + 1)
      }
    }),
  )
})
