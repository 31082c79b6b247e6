import { expect, test } from 'vitest'
import { promptPieces, tagBeforeCaret } from '../../../../../src-renderer/state/picture/prompt-marks.ts'

test('pieces say the whole text, with marks and borders where they fall', () => {
  const text = 'a red apple, ink'
  const pieces = promptPieces(text, [6], [{ start: 13, end: 16, kind: 'word' }])
  expect(pieces.map((piece) => piece.text).join('')).toBe(text)
  expect(pieces.find(({ kind }) => kind === 'word')?.text).toBe('ink')
  expect(pieces.filter(({ borderBefore }) => borderBefore).map((piece) => piece.text)[0]).toMatch(/^apple/)
})

test.each([
  ['apple <', { start: 6, typed: '' }],
  ['apple <lora:in', { start: 6, typed: 'in' }],
  ['apple <in', { start: 6, typed: 'in' }],
  ['<lora:ink:0.5> a', null],
  ['<lora:ink:0.', null],
  ['apple', null],
])('before the caret in %s', (text, found) => {
  expect(tagBeforeCaret(text, text.length)).toEqual(found)
})
