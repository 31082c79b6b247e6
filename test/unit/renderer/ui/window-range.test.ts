import { expect, test } from 'vitest'
import { scrollToRow, windowRange } from '../../../../src-renderer/ui/window-range.ts'

test('of a long list only what is near the view is drawn', () => {
  expect(windowRange(0, 500, 50, 1000)).toEqual({ first: 0, end: 16 })
  expect(windowRange(5000, 500, 50, 1000)).toEqual({ first: 94, end: 116 })
  expect(windowRange(0, 500, 50, 4)).toEqual({ first: 0, end: 4 })
  expect(windowRange(9000, 500, 50, 4)).toEqual({ first: 4, end: 4 })
})

test('a row is brought into view and left where it is in view', () => {
  expect(scrollToRow(0, 500, 50, 30)).toBe(1050)
  expect(scrollToRow(2000, 500, 50, 30)).toBe(1500)
  expect(scrollToRow(1200, 500, 50, 30)).toBe(1200)
})
