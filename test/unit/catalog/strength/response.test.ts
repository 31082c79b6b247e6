// Where a picture has moved half of its way, and nearly all of it.
import { expect, test } from 'vitest'
import { responseMark, type ResponsePoint } from '../../../../src-main/catalog/strength/response.ts'
import { expectNear } from '../../../support/close.ts'
import { tolerances } from '../../../support/tolerances.ts'

test('half and nine tenths of the way, between pictures in a straight line, in whatever order they came', () => {
  const points: ResponsePoint[] = [
    [1, 0.2],
    [0.25, 0.05],
    [-0.5, 0.4],
    [0.75, 0.2],
    [0.5, 0.15],
  ]
  const { weight, range, pictures } = responseMark(points)!
  expectNear(weight, 0.375, tolerances.float64)
  expectNear(range.min, 0.375, tolerances.float64)
  expectNear(range.max, 0.65, tolerances.float64)
  expect(pictures).toBe(6)
})

test('a picture that does not move, or too few of them, mark nothing', () => {
  const points = (...weights: number[]): ResponsePoint[] => weights.map((weight) => [weight, 0.1])
  const still = [0.25, 0.5, 0.75, 1].map((weight): ResponsePoint => [weight, 0.001])
  expect(responseMark(still)).toBeNull()
  expect(responseMark(points(0.5, 1, -1, -0.5))).toBeNull()
})
