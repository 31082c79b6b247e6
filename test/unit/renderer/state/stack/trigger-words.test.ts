import { describe, expect, test } from 'vitest'
import {
  addWords,
  hasWords,
  removeWords,
  wordSpans,
} from '../../../../../src-renderer/state/stack/trigger-words.ts'

describe('whether words are there', () => {
  test.each([
    ['apple, inkstyle', true],
    ['(InkStyle:1.2), apple', true],
    ['inkstyles', false],
    ['my_inkstyle', false],
    ['<lora:inkstyle:1>', false],
    ['', false],
  ])('%s', (text, there) => expect(hasWords(text, ['inkstyle'])).toBe(there))

  test('a group is there when all of it is', () => {
    expect(hasWords('8bit, low resolution', ['8bit', 'low resolution'])).toBe(true)
    expect(hasWords('8bit', ['8bit', 'low resolution'])).toBe(false)
    expect(hasWords('anything', [])).toBe(false)
  })
})

test('only what is missing is put in, after a comma', () => {
  expect(addWords('apple, 8bit', ['8bit', 'low resolution'])).toEqual({
    text: 'apple, 8bit, low resolution',
    inserted: ['low resolution'],
  })
  expect(addWords('', ['ink'])).toEqual({ text: 'ink', inserted: ['ink'] })
})

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
