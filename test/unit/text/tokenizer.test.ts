import { expect, test } from 'vitest'
import { clipTokenizer, createClipTokenizer } from '../../../src-main/text/tokenizer.ts'

const tokenizer = clipTokenizer()

test('the published vocabulary', () => {
  expect(tokenizer).toMatchObject({ vocabularySize: 49408, bos: 49406, eos: 49407, comma: 267 })
  expect(clipTokenizer()).toBe(tokenizer)
})

test('a known prompt', () => {
  expect(tokenizer.encode('a photo of a cat')).toEqual([320, 1125, 539, 320, 2368])
})

test.each([
  ['upper case', 'A Photo OF a CAT', 'a photo of a cat'],
  ['white space', '  a\tphoto \n of a   cat ', 'a photo of a cat'],
  ['entities, twice', 'cat &amp;amp; dog', 'cat & dog'],
  ['curly quotes', '“cat’s”', '"cat\'s"'],
  ['full-width letters', 'ｃａｔ　１', 'cat 1'],
  ['composed accents', 'cafe\u0301', 'café'],
])('%s make no difference', (_name, one, other) => {
  expect(tokenizer.encode(one)).toEqual(tokenizer.encode(other))
})

test('digits stand alone, apostrophe endings are words', () => {
  expect(tokenizer.encode('2023')).toEqual(['2', '0', '2', '3'].flatMap((digit) => tokenizer.encode(digit)))
  expect(tokenizer.encode("it's")).toEqual([...tokenizer.encode('it'), ...tokenizer.encode("'s")])
})

test.each(['constructor', '__proto__', 'toString hasOwnProperty', '\ud83d', '\u0000', '🏳️‍🌈'])(
  '%j has ids of the vocabulary',
  (text) => {
    for (const id of tokenizer.encode(text)) expect(id).toBeLessThan(49406)
  },
)

test('special tokens written out are special tokens', () => {
  expect(tokenizer.encode('<|startoftext|> cat <|endoftext|>')).toEqual([49406, 2368, 49407])
})

test('another list of merges gives other ids', () => {
  const small = createClipTokenizer(['c a', 'ca t</w>'])
  expect(small).toMatchObject({ vocabularySize: 516, bos: 514, eos: 515 })
  expect(small.encode('cat')).toEqual([513])
  expect(small.encode('ca')).toHaveLength(2)
})
