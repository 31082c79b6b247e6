import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countPrompt, type LearnedWord } from '../../../../src-main/app/prompt/prompt-count.ts'
import { encodeText, type EncodedChunks } from '../../../../src-main/text/chunks.ts'
import { textProfiles } from '../../../../src-main/text/profiles/table.ts'
import { clipTokenizer } from '../../../../src-main/text/tokenizer.ts'
import { threadMs } from '../../../support/processor-time.ts'

const tokenizer = clipTokenizer()
const encoded = (text: string): EncodedChunks => encodeText(text, { profile: textProfiles.a1111, tokenizer })

const times = (count: number, text: string): string => text.repeat(count)
/** What follows each border, up to the end of its word. */
const wordsAt = (text: string, borders: readonly number[]): (string | undefined)[] =>
  borders.map((border) => /^\p{L}+/u.exec(text.slice(border))?.[0])

describe('borders', () => {
  test('fall on the word that begins a chunk', () => {
    const text = `${times(74, 'pear ')}apple ${times(74, 'plum ')}cherry grape fig`
    const { tokens, borders } = countPrompt(text, 'comfyui')
    expect(tokens).toBe(152)
    expect(wordsAt(text, borders)).toEqual(['plum', 'grape'])
  })

  test('fall behind the comma that A1111 ends a chunk with', () => {
    const text = `${times(70, 'pear ')}apple, ${times(10, 'plum ')}`
    const { borders } = countPrompt(text, 'a1111')
    expect(wordsAt(text, borders)).toEqual(['plum'])
    expect(text.slice(0, borders[0])).toMatch(/apple, $/)
  })

  test.each(['a1111', 'comfyui'] as const)('are found in the text as it is written (%s)', (profile) => {
    const text = `${times(25, '(red pear:1.2), ')}wolf ${times(30, 'plum ')}`
    // Three tokens each time; brackets and weights do not count.
    expect(countPrompt(text, profile).tokens).toBe(25 * 3 + 1 + 30)
    expect(wordsAt(text, countPrompt(text, profile).borders)).toEqual(['wolf'])
  })

  test('are those of the longest text of a schedule or an AND', () => {
    const second = `${times(75, 'plum ')}wolf and fig`
    const text = `a short one :0.5 AND ${second}`
    const [border] = countPrompt(text, 'a1111').borders
    expect(text.slice(border)).toBe('wolf and fig')
    const changing = `[cat:${times(75, 'plum ')}wolf:0.5] fig`
    expect(countPrompt(changing, 'a1111').borders.map((at) => changing.slice(at))).toEqual(['wolf:0.5] fig'])
  })

  test('count tags as nothing, and learned words as their vectors', () => {
    const learned: LearnedWord[] = [{ name: 'red ink', vectors: 40 }]
    const text = `<lora:a, b c:1> red ink, ${times(34, 'plum ')}wolf red ink, fig`
    const { tokens, borders } = countPrompt(text, 'comfyui', learned)
    expect(tokens).toBeGreaterThan(35)
    expect(borders).toHaveLength(0)
    const a1111 = countPrompt(text, 'a1111', learned)
    expect(a1111.tokens).toBe(75 + 43)
    expect(wordsAt(text, a1111.borders)).toEqual(['wolf'])
  })

  test('are not misled by signs for private use', () => {
    const text = `\u{f0005}${times(80, 'pear ')}\u{100000} plum`
    expect(countPrompt(text, 'a1111').borders).toHaveLength(1)
  })
})

const word = fc.constantFrom(
  'pear',
  'a',
  'Über',
  '美しい',
  "don't",
  '(red)',
  '[blue]',
  'x,',
  'y.',
  '(a:1.2)',
  '\\(',
  'BREAK',
  '1girl',
)

test('whatever is written, there is a border for every chunk but the last, in order, at a word', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 60, maxLength: 400 }), (words) => {
      const text = words.join(' ')
      const { tokens, borders } = countPrompt(text, 'a1111')
      const { tokenCount, chunks } = encoded(text)
      expect(tokens).toBe(tokenCount)
      expect(borders).toHaveLength(chunks.length - 1)
      expect(borders).toEqual(borders.toSorted((a, b) => a - b))
      expect(borders.every((at) => at === 0 || /\p{L}/u.test(text[at] ?? ''))).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('time grows with the text', () => {
  const text = 'a portrait of an astronaut, (highly detailed:1.2), [soft light], oil painting '
  const secondsFor = (length: number): number => {
    const long = times(length / text.length, text)
    const started = threadMs()
    countPrompt(long, 'a1111')
    return threadMs() - started
  }
  secondsFor(50_000)
  // Sixteen times the text took 256 times as long, and more.
  expect(secondsFor(400_000)).toBeLessThan(64 * secondsFor(25_000))
})
