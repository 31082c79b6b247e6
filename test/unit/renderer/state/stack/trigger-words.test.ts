import { expect, test } from 'vitest'
import { removeWords, wordSpans } from '../../../../../src-renderer/state/stack/trigger-words.ts'
import { addWords } from '../../../../../src-main/text/prompt-phrases.ts'

test('what was put in is taken out; what was edited stays', () => {
  const text = addWords('apple', ['ink', 'wet paper']).text
  expect(removeWords(text, ['ink', 'wet paper'])).toBe('apple')
  expect(removeWords('apple, (ink:1.3)', ['ink'])).toBe('apple, (ink:1.3)')
  expect(removeWords('apple, ink drops', ['ink'])).toBe('apple, ink drops')
})

test('spans are where the words stand', () => {
  const text = 'a big ink, <lora:ink:1>'
  expect(wordSpans(text, ['ink', 'none']).map(({ start, end }) => text.slice(start, end))).toEqual(['ink'])
})
