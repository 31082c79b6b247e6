import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readNumber, stepNumber, type NumberRules } from '../../../../src-renderer/ui/number-rules.ts'

const size: NumberRules = { min: 64, max: 8192, step: 64, shiftStep: 8, grain: 8 }
const whole: NumberRules = { min: 1, max: 1000, step: 1, shiftStep: 10, grain: 1 }
const guidance: NumberRules = { min: 0, max: 100, step: 0.5, shiftStep: 0.1, grain: 0.01 }

describe('reading', () => {
  test.each([
    ['512', size, 512],
    ['512*1.5', size, 768],
    // A sum lands on the nearest allowed value: a third of 1024 is not a multiple of eight.
    ['1024/3', size, 344],
    ['7,25', guidance, 7.25],
    ['3.14159', guidance, 3.14],
    ['5/2', whole, 3],
  ])('%s', (text, rules, value) => expect(readNumber(text, rules)).toEqual({ value, problem: null }))

  test.each([
    ['100', size, 'not-multiple'],
    ['56', size, 'out-of-range'],
    ['1.5', whole, 'not-whole'],
    ['0', whole, 'out-of-range'],
    ['1001', whole, 'out-of-range'],
    ['-1', guidance, 'out-of-range'],
    ['', whole, 'not-a-number'],
    ['wide', size, 'not-a-number'],
  ])('%s is refused', (text, rules, problem) =>
    expect(readNumber(text, rules)).toEqual({ value: null, problem }),
  )
})

describe('stepping', () => {
  test.each([
    [128, 1, false, size, 192],
    [128, 1, true, size, 136],
    [64, -1, false, size, 64],
    [20, 1, true, whole, 30],
    [5, 1, false, guidance, 5.5],
    [0.1, 1, true, guidance, 0.2],
    [0.3, -1, true, guidance, 0.2],
  ] as const)('from %d by %d (Shift: %s)', (value, direction, shift, rules, expected) =>
    expect(stepNumber(value, direction, rules, shift)).toBe(expected),
  )

  test('up and down again is where it was, and never outside the range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.boolean(), (hundredths, shift) => {
        const value = hundredths / 100
        const up = stepNumber(value, 1, guidance, shift)
        expect(up).toBeLessThanOrEqual(guidance.max)
        if (up < guidance.max) expect(stepNumber(up, -1, guidance, shift)).toBe(value)
      }),
    )
  })
})
