import { describe, expect, test } from 'vitest'
import { encodeText, type ChunkOptions } from '../../../src-main/text/chunks.ts'
import { a1111Text } from '../../../src-main/text/profiles/a1111.ts'
import { comfyText } from '../../../src-main/text/profiles/comfyui.ts'
import { comfyParts, promptWord } from '../../../src-main/text/prompt-words.ts'
import { clipTokenizer } from '../../../src-main/text/tokenizer.ts'

const tokenizer = clipTokenizer()
const cats = (count: number): string => Array.from({ length: count }, () => 'cat').join(' ')
const word = (name: string, vectors = 1, first = 0) => promptWord(name, vectors, first, tokenizer)
const options = (...words: ChunkOptions['words'] & object): ChunkOptions => ({
  profile: a1111Text,
  tokenizer,
  words,
})

/** Rows of the words' tokens, chunk by chunk. */
const rows = (text: string, given: ChunkOptions) =>
  encodeText(text, given).chunks.map(({ rows: own, used }) => own?.slice(1, used + 1) ?? null)

describe('A1111', () => {
  test.each([
    ['a photo of ink', [-1, -1, -1, 0, 1]],
    ['a photo of INK', [-1, -1, -1, 0, 1]],
    ['a (ink:1.3) cat', [-1, 0, 1, -1]],
    ['ink ink', [0, 1, 0, 1]],
  ])('%s', (text, expected) => {
    expect(rows(text, options(word('ink', 2)))).toEqual([expected])
  })

  test('a longer word that only contains it is another word, and without it nothing changes', () => {
    const given = options(word('ink', 2))
    expect(rows('an inkjet', given)).toEqual([null])
    expect(encodeText('an inkjet', given)).toEqual(encodeText('an inkjet', { profile: a1111Text, tokenizer }))
  })

  test('the longest name wins, wherever it stands in the list', () => {
    const short = word('bad', 1, 0)
    const long = word('bad-hands-5', 1, 1)
    for (const words of [
      [short, long],
      [long, short],
    ])
      expect(rows('bad-hands-5, bad', options(...words))).toEqual([[1, -1, 0]])
  })

  test('its places hold id 0 and the weight of the brackets, and count as tokens', () => {
    const { chunks, tokenCount } = encodeText('a (ink:1.5)', options(word('ink', 3)))
    expect(tokenCount).toBe(4)
    expect(chunks[0]?.ids.slice(0, 6)).toEqual([49406, 320, 0, 0, 0, 49407])
    expect(chunks[0]?.weights.slice(0, 6)).toEqual([1, 1, 1.5, 1.5, 1.5, 1])
  })

  test('a word that does not fit starts a chunk, and none is ever cut', () => {
    const given = options(word('ink', 4))
    expect(rows(`${cats(71)} ink`, given).map((own) => own?.filter((row) => row >= 0))).toEqual([
      [0, 1, 2, 3],
    ])
    const encoded = encodeText(`${cats(72)} ink`, given)
    expect(encoded.chunks.map(({ used }) => used)).toEqual([72, 4])
    expect(encoded.chunks[1]?.rows?.slice(0, 6)).toEqual([-1, 0, 1, 2, 3, -1])
  })

  test('a word that moves behind a comma takes its vectors along', () => {
    const encoded = encodeText(`${cats(60)}, ink ${cats(14)}`, options(word('ink', 2)))
    expect(encoded.chunks.map(({ used }) => used)).toEqual([61, 16])
    expect(encoded.chunks[0]?.rows).toBeUndefined()
    expect(encoded.chunks[1]?.rows?.slice(1, 4)).toEqual([0, 1, -1])
  })
})

describe('ComfyUI', () => {
  test.each([
    ['embedding:ink', [{ word: 'ink' }]],
    ['a cat, embedding:ink, a dog', [{ text: 'a cat, ' }, { word: 'ink' }, { text: ', a dog' }]],
    ['x\nembedding:ink.safetensors\ny', [{ text: 'x\n' }, { word: 'ink' }, { text: '\ny' }]],
    ['myembedding:ink', [{ text: 'myembedding:ink' }]],
    ['embedding:', []],
    ['embedding:a embedding:b', [{ word: 'a' }, { text: ' ' }, { word: 'b' }]],
  ])('%j', (text, expected) => {
    expect(comfyParts(text)).toEqual(expected)
  })

  test('only marked names are words', () => {
    const given: ChunkOptions = { profile: comfyText, tokenizer, words: [word('ink', 2)] }
    expect(rows('ink embedding:ink', given)).toEqual([[-1, 0, 1]])
    expect(rows('(embedding:ink:1.2)', given)).toEqual([[0, 1]])
    expect(encodeText('(embedding:ink:1.2)', given).chunks[0]?.weights.slice(1, 3)).toEqual([1.2, 1.2])
  })
})
