import { expect, it } from 'vitest'
import { heldOutPictures } from '../../../../src-main/training/data/hold-out.ts'

const pictures = Array.from({ length: 20 }, (_, at) => ({ sha256: `hash ${at}` }))

it('keeps the share that was asked for, at least one, and never all', () => {
  expect(heldOutPictures(pictures, 0, 1).size).toBe(0)
  expect(heldOutPictures(pictures, 0.25, 1).size).toBe(5)
  expect(heldOutPictures(pictures, 0.001, 1).size).toBe(1)
  expect(heldOutPictures(pictures.slice(0, 2), 0.5, 1).size).toBe(1)
  expect(heldOutPictures(pictures.slice(0, 1), 0.5, 1).size).toBe(0)
})

it('chooses by content and seed, whatever the order', () => {
  const chosen = heldOutPictures(pictures, 0.25, 1)
  expect(heldOutPictures(pictures.toReversed(), 0.25, 1)).toEqual(chosen)
  expect(heldOutPictures(pictures, 0.25, 2)).not.toEqual(chosen)
})
