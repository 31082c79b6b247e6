import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caretAfter } from '../../../../src-renderer/ui/steady-text.ts'

test.each([
  // What was typed last is taken back: the caret stands where it began.
  ['a red wall', 'a red', 10, 5],
  ['a red', 'a red wall', 5, 10],
  // Words that go elsewhere leave it at its own.
  ['red wall, inkwork', 'red wall', 3, 3],
  ['inkwork, red wall', 'red wall', 12, 3],
  ['a <lora:ink:1> b', 'a <lora:ink:0.95> b', 16, 19],
  ['', 'new', 0, 3],
])('%j becomes %j: the caret goes from %d to %d', (old, text, caret, expected) => {
  expect(caretAfter(old, text, caret)).toBe(expected)
})

test('the caret never leaves the text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 8 })
  fc.assert(
    fc.property(text, text, fc.nat(8), (old, next, at) => {
      const caret = caretAfter(old, next, Math.min(at, old.length))
      expect(caret).toBeGreaterThanOrEqual(0)
      expect(caret).toBeLessThanOrEqual(next.length)
    }),
  )
})
