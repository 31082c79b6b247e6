import { describe, expect, test } from 'vitest'
import { shareOf, valueAfterKey, valueAt } from '../../../../src-renderer/ui/slider-rules.ts'

const range = { min: -0.5, max: 1.5 }
const step = { usual: 0.05, fine: 0.01, page: 0.25 }

describe('under the pointer', () => {
  test('a mark catches within two pixels, and not with Alt', () => {
    expect(valueAt(50 + 2, 200, range, [0, 0.8], false)).toBe(0)
    expect(valueAt(50 + 2, 200, range, [0, 0.8], true)).toBe(0.02)
    expect(valueAt(50 + 3, 200, range, [0, 0.8], false)).toBe(0.03)
    expect(valueAt(129, 200, range, [0, 0.8], false)).toBe(0.8)
  })

  test('past an end it goes on with the same scale', () => {
    expect(valueAt(220, 200, range, [0], false)).toBe(1.7)
    expect(valueAt(-10, 200, range, [0], false)).toBe(-0.6)
  })

  test('place and value belong together', () => {
    expect(shareOf(0, range)).toBe(0.25)
    expect(valueAt(shareOf(1.1, range) * 200, 200, range, [], false)).toBe(1.1)
  })
})

describe('keys', () => {
  test.each([
    ['ArrowRight', false, 0.35],
    ['ArrowLeft', true, 0.29],
    ['PageUp', false, 0.55],
    ['Home', false, -0.5],
    ['End', false, 1.5],
    ['x', false, null],
  ] as const)('%s, shift %s', (key, shift, next) => {
    expect(valueAfterKey(key, shift, 0.3, range, step)).toBe(next)
  })

  test('leave the range, which then gives way', () => {
    expect(valueAfterKey('ArrowRight', false, 1.5, range, step)).toBe(1.55)
  })
})
