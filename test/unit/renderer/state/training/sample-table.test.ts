// Samples as rows and columns, also when a prompt was edited on the way, and the way from one picture to the next.
import { expect, test } from 'vitest'
import { newestSample } from '../../../../../src-main/contract/training-project.ts'
import { recipeSampleSchema } from '../../../../../src-main/contract/recipe-output.ts'
import {
  lastLearned,
  nextSample,
  sampleTable,
  type Sample,
} from '../../../../../src-renderer/state/training/sample-table.ts'

const sample = (step: number, prompt: number, text: string, seed = 1): Sample => ({
  step,
  prompt,
  path: '',
  width: 128,
  height: 64,
  url: `${step}-${prompt}`,
  sample: recipeSampleSchema.parse({ prompt: text, seed }),
})
const samples = [
  sample(100, 0, 'fox'),
  sample(0, 1, 'cat'),
  sample(0, 0, 'fox'),
  sample(200, 0, 'fox'),
  sample(200, 1, 'dog'),
]

test('a row for each prompt, the base first; an edited prompt goes on in a row of its own', () => {
  const { steps, rows } = sampleTable(samples)
  expect(steps).toEqual([0, 100, 200])
  expect(rows.map(({ prompt, aspect, pictures }) => [prompt, aspect, [...pictures.keys()]])).toEqual([
    ['fox', 2, [0, 100, 200]],
    ['cat', 2, [0]],
    ['dog', 2, [200]],
  ])
})

test('the same words with other noise cannot be compared', () => {
  expect(sampleTable([sample(0, 0, 'fox'), sample(100, 0, 'fox', 2)]).rows).toHaveLength(2)
})

test('the next picture is found over gaps, and nothing past the edge', () => {
  const table = sampleTable(samples)
  expect(nextSample(table, { row: 0, step: 0 }, { rows: 0, steps: 1 })).toEqual({ row: 0, step: 100 })
  expect(nextSample(table, { row: 0, step: 200 }, { rows: 1, steps: 0 })).toEqual({ row: 2, step: 200 })
  expect(nextSample(table, { row: 0, step: 200 }, { rows: 0, steps: 1 })).toBeNull()
  expect(nextSample(table, { row: 1, step: 0 }, { rows: 0, steps: 1 })).toBeNull()
})

test('the newest sample is that of the first prompt', () => {
  expect(newestSample(samples)?.url).toBe('200-0')
  expect(newestSample([])).toBeNull()
})

test('pictures of steps behind the saved state of a run that was cut off are of no learning that is left', () => {
  const run = { step: 80, savedStep: 60 }
  expect(lastLearned({ ...run, state: 'interrupted' })).toBe(60)
  expect(lastLearned({ ...run, state: 'failed', savedStep: null })).toBe(0)
  for (const state of ['running', 'paused', 'kept', 'finished'] as const)
    expect(lastLearned({ ...run, state })).toBe(80)
})
