// Arrow keys among cells in rows of three.
import { expect, test } from 'vitest'
import { gridStep } from '../../../../src-renderer/views/library/grid-step.ts'

const cells = [0, 0, 0, 50, 50].map((offsetTop) => ({ offsetTop }))

test.each([
  ['ArrowRight', 2, 3],
  ['ArrowLeft', 0, null],
  ['ArrowDown', 0, 3],
  ['ArrowDown', 2, null],
  ['ArrowUp', 4, 1],
  ['End', 0, 4],
  ['Home', 4, 0],
  ['p', 1, null],
])('%s from %i', (key, from, to) => expect(gridStep(key, from, cells)).toBe(to))

test('one row is as long as there are cells', () => {
  expect(gridStep('ArrowDown', 0, cells.slice(0, 3))).toBe(null)
})
