import { describe, expect, test } from 'vitest'
import { emptyChunk, encodeText, type ChunkOptions } from '../../../src-main/text/chunks.ts'
import { a1111Text } from '../../../src-main/text/profiles/a1111.ts'
import { comfyText } from '../../../src-main/text/profiles/comfyui.ts'
import { clipTokenizer } from '../../../src-main/text/tokenizer.ts'

const tokenizer = clipTokenizer()
const a1111: ChunkOptions = { profile: a1111Text, tokenizer }
const comfyui: ChunkOptions = { profile: comfyText, tokenizer }
const cat = 2368
const dog = 1929
const comma = 267
const cats = (count: number): string => Array.from({ length: count }, () => 'cat').join(' ')
const used = (text: string, options: ChunkOptions): number[] =>
  encodeText(text, options).chunks.map((chunk) => chunk.used)

test('words stand between BOS and EOS, the rest is EOS', () => {
  const { chunks, tokenCount } = encodeText('a photo of a cat', a1111)
  expect(tokenCount).toBe(5)
  expect(chunks).toHaveLength(1)
  expect(chunks[0]?.ids).toEqual([
    49406,
    320,
    1125,
    539,
    320,
    2368,
    49407,
    ...Array.from({ length: 70 }, () => 49407),
  ])
  expect(new Set(chunks[0]?.weights)).toEqual(new Set([1]))
})

test.each([a1111, comfyui])('OpenCLIP pads with 0 after the first EOS ($profile)', (options) => {
  const ids = encodeText('cat', { ...options, padId: 0 }).chunks[0]?.ids
  expect(ids).toEqual([49406, cat, 49407, ...Array.from({ length: 74 }, () => 0)])
})

test.each([a1111, comfyui])('no words make one chunk, equal to the empty one ($profile)', (options) => {
  const { chunks, tokenCount } = encodeText('', { ...options, padId: 0 })
  expect(chunks).toEqual([emptyChunk({ ...options, padId: 0 })])
  expect(chunks[0]?.ids.slice(0, 3)).toEqual([49406, 49407, 0])
  expect(tokenCount).toBe(0)
})

test('BOS and EOS can be another vocabulary’s', () => {
  const ids = encodeText('', { ...a1111, bos: 998, eos: 999 }).chunks[0]?.ids
  expect(ids).toEqual([998, ...Array.from({ length: 76 }, () => 999)])
})

test('weights sit on their words', () => {
  const [chunk] = encodeText('cat (dog:1.5) [cat]', a1111).chunks
  expect(chunk?.ids.slice(0, 5)).toEqual([49406, cat, dog, cat, 49407])
  expect(chunk?.weights.slice(0, 5)).toEqual([1, 1, 1.5, 1 / 1.1, 1])
})

describe('A1111', () => {
  test('75 words fit, the 76th starts a chunk', () => {
    expect(used(cats(75), a1111)).toEqual([75])
    expect(used(cats(76), a1111)).toEqual([75, 1])
    expect(encodeText(cats(76), a1111).tokenCount).toBe(76)
  })

  test.each([
    ['comma 20 back moves what follows', 55, [56, 20]],
    ['comma 21 back moves nothing', 54, [75, 1]],
    ['comma in the last place moves nothing but the next word', 74, [75, 1]],
  ])('%s', (_name, before, expected) => {
    expect(used(`${cats(before)}, ${cats(75 - before)}`, a1111)).toEqual(expected)
  })

  test('a comma that does not fit starts the next chunk itself', () => {
    const { chunks } = encodeText(`${cats(60)}, ${cats(14)}, dog`, a1111)
    expect(chunks.map((chunk) => chunk.used)).toEqual([75, 2])
    expect(chunks[1]?.ids.slice(1, 3)).toEqual([comma, dog])
  })

  test('the distance is an option', () => {
    expect(used(`${cats(55)}, ${cats(20)}`, { ...a1111, commaBacktrack: 0 })).toEqual([75, 1])
  })

  test('moved words keep their weights', () => {
    const { chunks } = encodeText(`${cats(70)}, (dog:1.3) ${cats(5)}`, a1111)
    expect(chunks.map((chunk) => chunk.used)).toEqual([71, 6])
    expect(chunks[1]?.weights.slice(1, 3)).toEqual([1.3, 1])
  })

  test.each([
    ['cat BREAK dog', [1, 1], 76],
    ['(cat BREAK dog:1.2)', [1, 1], 76],
    ['cat BREAK', [1], 1],
    ['BREAK cat', [0, 1], 76],
    ['cat BREAK BREAK dog', [1, 0, 1], 151],
    ['catBREAKdog', [encodeText('catBREAKdog', comfyui).tokenCount], undefined],
  ])('%s', (text, expected, count) => {
    const encoded = encodeText(text, a1111)
    expect(encoded.chunks.map((chunk) => chunk.used)).toEqual(expected)
    if (count !== undefined) expect(encoded.tokenCount).toBe(count)
  })

  test('an EOS in the prompt ends it for OpenCLIP encoders', () => {
    const ids = encodeText('cat <|endoftext|> dog', { ...a1111, padId: 0 }).chunks[0]?.ids
    expect(ids?.slice(0, 5)).toEqual([49406, cat, 49407, 0, 0])
  })
})

describe('ComfyUI', () => {
  test('pieces of fewer than 8 ids move on whole, longer ones are cut', () => {
    expect(used(`${cats(70)} (${cats(7)}:1.2)`, comfyui)).toEqual([70, 7])
    expect(used(`${cats(70)} (${cats(8)}:1.2)`, comfyui)).toEqual([75, 3])
  })

  test('BREAK and square brackets are words', () => {
    expect(used('cat BREAK dog', comfyui)).toEqual([3])
    expect(encodeText('[cat]', comfyui).chunks[0]?.weights.every((weight) => weight === 1)).toBe(true)
  })
})
