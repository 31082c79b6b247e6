// Shapes as matrices.
import { expect, it } from 'vitest'
import { asMatrix, kernelSize, matrixShape } from '../../../../src-main/adapters/kinds/matrix.ts'
import { createGraphBuilder } from '../../../../src-main/graph/builder.ts'

it.each([
  [[6, 4], [6, 4], 1],
  [[6, 4, 3, 3], [6, 36], 9],
  [[6], [6, 1], 1],
  [[], [1, 1], 1],
  [[0, 4], [0, 0], 1],
])('%j is %j with a kernel of %i', (shape, matrix, kernel) => {
  expect(matrixShape(shape)).toEqual(matrix)
  expect(kernelSize(shape)).toBe(kernel)
})

it('flattens a factor, and leaves a matrix alone', () => {
  const g = createGraphBuilder('matrix')
  const flat = g.input('flat', 'f32', ['rows', 'rank'])
  expect(asMatrix(g, flat)).toBe(flat)
  expect(asMatrix(g, g.input('cube', 'f32', [2, 4, 3, 3])).shape).toEqual([2, 36])
  expect(asMatrix(g, g.input('vector', 'f32', [5])).shape).toEqual([5, 1])
})
