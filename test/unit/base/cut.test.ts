import { expect, test } from 'vitest'
import { cutText, cutValue } from '../../../src-main/base/cut.ts'

test.each([
  ['', ''],
  ['abcd', 'abcd'],
  ['abcde', 'abc…'],
  ['ab😀de', 'ab…'],
])('%j → %j', (text, cut) => {
  expect(cutText(text, 4)).toBe(cut)
})

test('a value keeps its form, with every text and list cut', () => {
  const limits = { text: 3, items: 2, depth: 3 }
  expect(cutValue({ a: 'abcd', b: [1, 2, 3], c: 'left out' }, limits)).toEqual({ a: 'ab…', b: [1, 2] })
  expect(cutValue({ abcd: { b: { c: { d: 1 } } } }, limits)).toEqual({ 'ab…': { b: { c: null } } })
  expect(cutValue([null, undefined, true], limits)).toEqual([null, undefined])
})

test('a member called __proto__ stays a member', () => {
  const cut = cutValue(JSON.parse('{"__proto__":{"a":"abcdefghij"}}'), { text: 9, items: 2, depth: 3 })
  expect(JSON.stringify(cut)).toBe('{"__proto__":{"a":"abcdefgh…"}}')
})
