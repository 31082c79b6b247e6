import { describe, expect, test } from 'vitest'
import { schedulePrompt, type ScheduleClock } from '../../../src-main/text/scheduling.ts'

const pairs = (prompt: string, clock: ScheduleClock): [number, string][] =>
  schedulePrompt(prompt, clock).map(({ endAtStep, text }) => [endAtStep, text])

// Answers of A1111's own grammar (lark 1.3), six steps; the recorded vectors are tested beside the golden files.
test.each<[string, [number, string][]]>([
  [
    '((a][:b:c [d:3]',
    [
      [3, '((a][:b:c '],
      [6, '((a][:b:c d'],
    ],
  ],
  [
    'a [[[b]]:2]',
    [
      [2, 'a '],
      [6, 'a [[b]]'],
    ],
  ],
  [
    '[(a:2):3]',
    [
      [3, ''],
      [6, '(a:2)'],
    ],
  ],
  ['[a|(b:1.1)] c', [1, 2, 3, 4, 5, 6].map((step) => [step, step % 2 ? 'a c' : '(b:1.1) c'])],
  ['a | b [c:d:5]', [[6, 'a | b [c:d:5]']]],
  ['(a|b) [c:d:5]', [[6, '(a|b) [c:d:5]']]],
  [
    '[a:b:[c:d:3]]',
    [
      [3, '[a:b:c]'],
      [6, '[a:b:d]'],
    ],
  ],
  ['[x [p:q] y:z:3]', [[6, '[x [p:q] y:z:3]']]],
  [
    '([a:b:3]',
    [
      [3, '(a'],
      [6, '(b'],
    ],
  ],
  ['[(a:b:3]', [[6, '[(a:b:3]']]],
  [
    '[a:b:5\n]',
    [
      [5, 'a'],
      [6, 'b'],
    ],
  ],
  [
    '[a:b:1e0]',
    [
      [1, 'a'],
      [6, 'b'],
    ],
  ],
  ['[a:b:3] \\', [[6, '[a:b:3] \\']]],
])('%j', (prompt, expected) => {
  expect(pairs(prompt, { steps: 6 })).toEqual(expected)
})

describe('old timelines', () => {
  test('a number below 1 is a fraction without a dot, one above counts steps with it', () => {
    expect(pairs('[a:b:0]', { steps: 10, oldTimelines: true })).toEqual([[10, 'b']])
    expect(pairs('[a:b:1.0]', { steps: 10, oldTimelines: true })).toEqual([
      [1, 'a'],
      [10, 'b'],
    ])
  })

  test('the second pass is scheduled like the first', () => {
    expect(pairs('[a:b:0.5]', { steps: 10, baseSteps: 20, oldTimelines: true })).toEqual([
      [5, 'a'],
      [10, 'b'],
    ])
  })
})

test('brackets nested beyond reason are text', () => {
  const prompt = `${'['.repeat(5000)}a${':2]'.repeat(5000)}`
  expect(pairs(prompt, { steps: 6 })).toEqual([[6, prompt]])
})
