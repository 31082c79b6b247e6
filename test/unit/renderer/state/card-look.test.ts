// How wide cards are at least, and what a browser kept of their look.
import { describe, expect, test } from 'vitest'
import { cardLookOf, leastCardWidth } from '../../../../src-renderer/state/library/card-look.ts'

describe('least width of a card', () => {
  test('what was chosen, in a wide window', () => {
    expect(leastCardWidth(18, 80)).toBe(18)
    expect(leastCardWidth(32, 80)).toBe(32)
  })
  test('two of the usual size stand side by side in a phone', () => {
    expect(2 * leastCardWidth(18, 35.2) + 1.2).toBeLessThanOrEqual(35.2)
    expect(leastCardWidth(12, 35.2)).toBe(12)
  })
  test('one that was asked to be larger has its row', () => {
    expect(leastCardWidth(24, 35.2)).toBe(24)
  })
})

test('whatever was kept, a look comes of it', () => {
  expect(cardLookOf(null)).toEqual({ size: 18, isUncropped: false, isBlurred: false, isApart: false })
  expect(cardLookOf({ size: 99, isBlurred: 'yes', isUncropped: true })).toEqual({
    size: 32,
    isUncropped: true,
    isBlurred: false,
    isApart: false,
  })
})
