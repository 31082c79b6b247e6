// What a grid of steps and weights asks for: every picture once, the base once for all, in the bounds of a call.
import { expect, test } from 'vitest'
import { draftRequestSchema } from '../../../../../src-main/contract/library.ts'
import { recipeSampleSchema } from '../../../../../src-main/contract/recipe-output.ts'
import { trainingAdapter } from '../../../../../src-main/contract/training-project.ts'
import {
  cellKey,
  gridCells,
  gridRequest,
  gridWeights,
  mostGridRows,
} from '../../../../../src-renderer/state/training/step-grid.ts'

const sample = recipeSampleSchema.parse({ prompt: 'fox', seed: 7, steps: 30, guidance: 5 })
const of = { projectId: 'ink', name: 'Ink', model: 'emoji', width: 128, height: 192, clipSkip: 2 }

test('the newest step comes first, near weight 1 before far; weight 0 is one picture for all steps', () => {
  const cells = gridCells([100, 200])
  expect(cells.slice(0, 2)).toEqual([
    { step: 200, weight: 1 },
    { step: 200, weight: 0.8 },
  ])
  expect(cells).toHaveLength(2 * (gridWeights.length - 1) + 1)
  expect(cellKey({ step: 100, weight: 0 })).toBe(cellKey({ step: 200, weight: 0 }))
  expect(gridCells([])).toEqual([])
})

test('the largest grid is one call that the host accepts', () => {
  const steps = Array.from({ length: mostGridRows }, (_, index) => index + 1)
  const requests = gridCells(steps).map((cell) => gridRequest(cell, sample, of))
  expect(draftRequestSchema.parse({ lane: 'grid', requests }).requests).toHaveLength(requests.length)
})

test('a cell is the sample in fewer steps, with the run as it was', () => {
  const request = gridRequest({ step: 300, weight: 0.8 }, sample, of)
  expect(request).toMatchObject({ prompt: 'fox', seed: '7', steps: 12, guidance: 5, width: 128, height: 192 })
  expect(request.stack).toMatchObject([{ adapter: trainingAdapter('ink', 300), weight: 0.8, on: true }])
  expect(gridRequest({ step: 300, weight: 0 }, sample, of).stack).toEqual([])
})
