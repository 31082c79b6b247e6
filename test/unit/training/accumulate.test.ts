// Gradients of several passes are added in place, each part where it belongs.
import { expect, it } from 'vitest'
import { accumulate } from '../../../src-main/training/accumulate.ts'

it('adds to what is there, from the offset on, and leaves the rest alone', () => {
  const sum = Float32Array.of(1, 2, 3, 4)
  accumulate(sum, Float32Array.of(10, 20), 1)
  expect([...sum]).toEqual([1, 12, 23, 4])
  accumulate(sum, Float32Array.of(1, 1, 1, 1), 0)
  expect([...sum]).toEqual([2, 13, 24, 5])
})

it('of a pass with nothing to say changes nothing, and what is added stays as it was', () => {
  const gradient = Float32Array.of(5)
  const sum = new Float32Array(2)
  accumulate(sum, new Float32Array(0), 2)
  expect([...sum]).toEqual([0, 0])
  accumulate(sum, gradient, 1)
  expect([[...sum], [...gradient]]).toEqual([[0, 5], [5]])
})
