// Following all ways at once answers as trying them one after the other does, where that is known to end.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { modulePattern, patternWork } from '../../src-main/adapters/names/module-pattern.ts'

const atom = fc.constantFrom('a', 'b', '.', '\\.', '[ab]', '[^a]', '\\w', '\\d', '1')
const suffix = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?')
const { pattern } = fc.letrec<{ pattern: string; piece: string }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    atom,
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:${inner})`),
  ),
  pattern: fc
    .array(fc.array(fc.tuple(tie('piece'), suffix), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 2,
    })
    .map((ways) => ways.map((way) => way.map((piece) => piece.join('')).join('')).join('|')),
}))

test('a pattern means what the language’s own expressions mean by it', () => {
  fc.assert(
    fc.property(pattern, fc.stringMatching(/^[ab1.]{0,8}$/), (written, path) => {
      const expected = new RegExp(`^(?:.*\\.)?(?:${written})$`).test(path)
      expect(modulePattern(written, patternWork())?.(path)).toBe(expected)
    }),
  )
})
