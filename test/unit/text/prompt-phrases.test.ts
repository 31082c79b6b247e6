import { describe, expect, test } from 'vitest'
import { addWords, hasWords } from '../../../src-main/text/prompt-phrases.ts'

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
