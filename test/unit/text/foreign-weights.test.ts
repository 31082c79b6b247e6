// Weights of other programs' prompts, written down so that our profiles read the same words and weights.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAttention } from '../../../src-main/text/attention.ts'
import { parseComfyWeights } from '../../../src-main/text/comfy-weights.ts'
import { compelOperator, parseCompelWeights } from '../../../src-main/text/compel-weights.ts'
import { splitComposition } from '../../../src-main/text/composition.ts'
import { joinEqualWeights, type Fragment, type TextFragment } from '../../../src-main/text/fragments.ts'
import { parseNovelWeights } from '../../../src-main/text/novel-weights.ts'
import { writeAttention, writeComfyWeights } from '../../../src-main/text/written-weights.ts'

const plain = (fragments: readonly Fragment[]): [string, number][] =>
  joinEqualWeights(fragments.filter((one) => one.kind === 'text' && one.text !== '')).flatMap((one) =>
    one.kind === 'text' ? [[one.text, Number(one.weight.toFixed(6))]] : [],
  )

describe('NovelAI', () => {
  test.each([
    [
      'a {pear}, soft',
      [
        ['a ', 1],
        ['pear', 1.05],
        [', soft', 1],
      ],
    ],
    [
      '{{a} b}',
      [
        ['a', 1.1025],
        [' b', 1.05],
      ],
    ],
    [
      '[dark] (as is)',
      [
        ['dark', 0.952381],
        [' (as is)', 1],
      ],
    ],
    [
      '1.5::a pear:: b',
      [
        ['a pear', 1.5],
        [' b', 1],
      ],
    ],
    [
      'x, -2::hat::, {y}',
      [
        ['x, ', 1],
        ['hat', -2],
        [', ', 1],
        ['y', 1.05],
      ],
    ],
    ['0.5::{a}', [['a', 0.525]]],
    ['a} b', [['a b', 1]]],
    ['12:30 sharp', [['12:30 sharp', 1]]],
  ] as [string, [string, number][]][])('%s', (text, expected) => {
    expect(plain(parseNovelWeights(text))).toEqual(expected)
    expect(plain(parseAttention(writeAttention(parseNovelWeights(text))))).toEqual(expected)
  })
})

describe('InvokeAI', () => {
  test.each([
    [
      'fire flames++',
      [
        ['fire ', 1],
        ['flames', 1.21],
      ],
    ],
    [
      'fire (flames)0.5 x',
      [
        ['fire ', 1],
        ['flames', 0.5],
        [' x', 1],
      ],
    ],
    [
      'fire (flames (trees)1.5)2.0',
      [
        ['fire ', 1],
        ['flames ', 2],
        ['trees', 3],
      ],
    ],
    [
      '(flowers)--- flames+++',
      [
        ['flowers', 0.729],
        [' ', 1],
        ['flames', 1.331],
      ],
    ],
    ['hamburger ((bun))', [['hamburger bun', 1]]],
    ['cat hot-dog eating, a+b', [['cat hot-dog eating, a+b', 1]]],
    ['a badly (formed +test prompt', [['a badly (formed +test prompt', 1]]],
    [
      String.raw`a \(pear\) b-`,
      [
        ['a (pear) ', 1],
        ['b', 0.9],
      ],
    ],
  ] as [string, [string, number][]][])('%s', (text, expected) => {
    expect(plain(parseCompelWeights(text))).toEqual(expected)
    expect(plain(parseComfyWeights(writeComfyWeights(parseCompelWeights(text))))).toEqual(expected)
  })

  test('what words cannot say', () => {
    expect(compelOperator('("a", "b").blend(0.7, 0.3)')).toBe('.blend')
    expect(compelOperator('a cat.swap(dog)')).toBe('.swap')
    expect(compelOperator('a cat. (swap)')).toBeNull()
  })
})

const words = fc.array(
  fc.oneof(
    fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '\\',
      ':',
      ': 1.2',
      'AND',
      'BREAK',
      ' ',
      '|',
      '<lora',
      '1.5',
      '::',
      '{',
      '}',
      '+',
      '-',
      '日本',
    ),
    fc.string({ maxLength: 4 }),
  ),
  { maxLength: 12 },
)
const text = words.map((all) => all.join(''))
const fragments = fc.array(
  fc.record({
    kind: fc.constant('text' as const),
    text,
    weight: fc.constantFrom(1, 1.05, 0.5, 2, -1, 0, 1.1025),
  }),
  { maxLength: 6 },
)

test('whatever is weighed is read back as it was', () => {
  fc.assert(
    fc.property(fragments, (all: TextFragment[]) => {
      const attention = writeAttention(all)
      expect(plain(parseAttention(attention))).toEqual(plain(all))
      expect(splitComposition(attention).map(({ weight }) => weight)).toEqual([1])
      expect(plain(parseComfyWeights(writeComfyWeights(all)))).toEqual(plain(all))
    }),
    { numRuns: 1000 },
  )
})

test('any text can be read', () => {
  fc.assert(
    fc.property(text, (any) => {
      for (const parse of [parseNovelWeights, parseCompelWeights])
        for (const { weight } of parse(any)) expect(Number.isFinite(weight)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test.each(['{', '}', '(', ')', '1::', 'a+', '-', '((a)', '\\'])('a long row of %s ends', (piece) => {
  const long = piece.repeat(100_000)
  expect(writeAttention(parseNovelWeights(long))).toBeTypeOf('string')
  expect(writeComfyWeights(parseCompelWeights(long))).toBeTypeOf('string')
})
