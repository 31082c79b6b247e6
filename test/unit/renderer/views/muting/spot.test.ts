// The spot that is asked about: around a click, between two corners whichever way, moved by keys, never outside.
import { expect, test } from 'vitest'
import { movedSpot, spotAround, spotBetween } from '../../../../../src-renderer/views/muting/spot.ts'

const middleOf = ({ left, right, top, bottom }: ReturnType<typeof spotAround>): number[] =>
  [(left + right) / 2, (top + bottom) / 2].map((value) => Math.round(value * 100) / 100)

test('a click has a spot around it, moved inside at an edge', () => {
  expect(middleOf(spotAround({ x: 0.5, y: 0.25 }))).toEqual([0.5, 0.25])
  const { left, top, right, bottom } = spotAround({ x: 0, y: 1 })
  expect([left, bottom]).toEqual([0, 1])
  expect([right, top].map((value) => Math.round(value * 100) / 100)).toEqual([0.08, 0.92])
})

test('a rectangle is the same whichever corner it began at; a slip of the hand is a click', () => {
  const one = { x: 0.2, y: 0.7 }
  const other = { x: 1.4, y: 0.1 }
  expect(spotBetween(one, other)).toEqual({ left: 0.2, top: 0.1, right: 1, bottom: 0.7 })
  expect(spotBetween(other, one)).toEqual(spotBetween(one, other))
  expect(spotBetween(one, { x: 0.21, y: 0.71 })).toBe(null)
})

test('arrow keys begin in the middle, go on from there and stay inside', () => {
  const first = movedSpot(null, 'ArrowLeft', false)!
  expect(middleOf(first)).toEqual([0.5, 0.5])
  expect(middleOf(movedSpot(first, 'ArrowRight', false)!)).toEqual([0.58, 0.5])
  expect(middleOf(movedSpot(first, 'ArrowUp', true)!)).toEqual([0.5, 0.48])
  let spot = first
  for (let step = 0; step < 30; step++) spot = movedSpot(spot, 'ArrowDown', false)!
  expect(spot.bottom).toBe(1)
  expect(movedSpot(first, 'a', false)).toBe(null)
})
