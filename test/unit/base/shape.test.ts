// Counting elements, and not past what a number can hold.
import { expect, test } from 'vitest'
import { elementCount, rowMajorStrides, safeProduct } from '../../../src-main/base/shape.ts'

test('a scalar has one element, an empty axis none', () => {
  expect(elementCount([])).toBe(1)
  expect(elementCount([3, 0, 4])).toBe(0)
  expect(elementCount([3, 4])).toBe(12)
})

test('strides fall to 1', () => {
  expect(rowMajorStrides([2, 3, 4])).toEqual([12, 4, 1])
  expect(rowMajorStrides([])).toEqual([])
})

test('a product beyond 2^53 is null, unless something in it is zero', () => {
  expect(safeProduct([2 ** 27, 2 ** 25])).toBe(2 ** 52)
  expect(safeProduct([2 ** 27, 2 ** 26])).toBeNull()
  expect(safeProduct([2 ** 40, 2 ** 40, 0])).toBe(0)
})
