import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutText, cutToBytes, cutValue } from '../../../src-main/base/cut.ts'

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

test.each([
  ['', 5, ''],
  ['abcdef', 5, 'abcde'],
  ['éèê', 5, 'éè'],
  ['漢字', 5, '漢'],
  ['🍓🍓', 7, '🍓'],
  ['ab', 0, ''],
])('%s in %d bytes is %s', (text, most, cut) => expect(cutToBytes(text, most)).toBe(cut))

test('texts cut to bytes: never more of them, and never one character too few', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, most) => {
      const cut = cutToBytes(text, most)
      expect(text.startsWith(cut)).toBe(true)
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most)
      const [next] = text.slice(cut.length)
      if (next !== undefined)
        expect(Buffer.byteLength(cut + String.fromCodePoint(text.codePointAt(cut.length)!))).toBeGreaterThan(
          most,
        )
    }),
  )
})
