// Saved steps, and entries of the stack that follow the newest while they stand at the end.
import { expect, test } from 'vitest'
import { plainEntry } from '../../../../../src-main/contract/adapter.ts'
import { trainingAdapter } from '../../../../../src-main/contract/training-project.ts'
import type { TrainedFile } from '../../../../../src-main/contract/training.ts'
import {
  followNewest,
  savedSteps,
  savedWordSteps,
  spreadSteps,
} from '../../../../../src-renderer/state/training/saved-steps.ts'

const file = (step: number, kind: TrainedFile['kind'] = 'adapter'): TrainedFile => ({
  step,
  epoch: 1,
  path: '',
  sizeBytes: 1,
  sha256: '',
  kind,
  finished: false,
})
const entry = (adapter: string) => plainEntry({ id: adapter, adapter, name: 'Ink', weight: 0.7 })

test('each step once, rising; steps with words alone are left out', () => {
  expect(savedSteps([file(200), file(100), file(200, 'bundle'), file(300, 'embedding')])).toEqual([100, 200])
})

test('words have steps of their own', () => {
  const files = [file(300, 'embedding'), file(100, 'embedding'), file(100, 'bundle'), file(200)]
  expect(savedWordSteps(files)).toEqual([100, 300])
})

test('a long run is spread over few rows with both ends', () => {
  const steps = Array.from({ length: 40 }, (_, index) => (index + 1) * 100)
  expect(spreadSteps(steps, 7)).toEqual([100, 800, 1400, 2100, 2700, 3400, 4000])
  expect(spreadSteps([100, 200], 7)).toEqual([100, 200])
})

test('who stood at the end goes on; who stood elsewhere, and other runs, stay', () => {
  const stack = [
    entry(trainingAdapter('ink', 200)),
    entry(trainingAdapter('ink', 150)),
    entry(trainingAdapter('oil', 200)),
    entry('library'),
  ]
  const next = followNewest(stack, 'ink', [100, 200], [100, 200, 300])
  expect(next.map(({ adapter }) => adapter)).toEqual([
    trainingAdapter('ink', 300),
    trainingAdapter('ink', 150),
    trainingAdapter('oil', 200),
    'library',
  ])
  expect(next[0]!.weight).toBe(0.7)
  expect(next[1]).toBe(stack[1])
})
