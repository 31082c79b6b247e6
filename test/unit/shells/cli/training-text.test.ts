// What the command line tells of a run: one object per step with the promised keys, and times a person reads.
import { expect, it } from 'vitest'
import type { TrainingStep } from '../../../../src-main/contract/training.ts'
import {
  endInJson,
  endText,
  progressText,
  stepInJson,
  stepText,
  timeText,
} from '../../../../src-main/shells/cli/training-text.ts'

const step: TrainingStep = {
  step: 7,
  epoch: 0,
  loss: 0.123456,
  rates: { unet: 1e-4, text_encoder: 5e-5 },
  gradientNorm: 2,
  seconds: 0.25,
  memoryBytes: 1.5e9,
}

it('a step in JSON begins with the keys that are promised, then says more', () => {
  const line = stepInJson(step)
  expect(Object.keys(line).slice(0, 5)).toEqual(['step', 'loss', 'rate', 'seconds', 'memory'])
  expect(line).toMatchObject({ step: 7, loss: 0.123456, rate: 1e-4, seconds: 0.25, memory: 1.5e9 })
  expect(line).toMatchObject({ rates: step.rates, epoch: 0, gradientNorm: 2 })
  expect(line).not.toHaveProperty('memoryBytes')
})

it('a step on a terminal is one line', () => {
  expect(stepText({ ...step, heldOutLoss: 0.5 }, 100, 75)).toBe(
    'Step 7 of 100, loss 0.1235, 0.5000 held out, rate 1.0e-4 and 5.0e-5, 0.25 s a step, 1.5 GB, 1 min 15 s left',
  )
})

it.each([
  [0, '0 s'],
  [59.2, '1 min 0 s'],
  [3599, '59 min 59 s'],
  [7260, '2 h 1 min'],
  [-3, '0 s'],
])('%d seconds are %s', (seconds, text) => {
  expect(timeText(seconds)).toBe(text)
})

it('what happens before the first step is said', () => {
  expect(progressText({ phase: 'cache', done: 3, total: 20, secondsLeft: null })).toBe(
    'Encoding pictures and captions 3 of 20',
  )
  expect(progressText({ phase: 'class-pictures', done: 1, total: 10, secondsLeft: 90 })).toBe(
    'Making class pictures 1 of 10, 1 min 30 s left',
  )
  const loading = { bytes: 1.2e9, of: 4e9, secondsLeft: 5 }
  expect(progressText({ phase: 'compile', done: 0, total: 1, secondsLeft: null, loading })).toBe(
    'Loading the base model 1200 of 4000 MB, 5 s left',
  )
})

it('the end names the files with their hashes', () => {
  const file = {
    step: 9,
    epoch: 1,
    path: '/a/ink.safetensors',
    sizeBytes: 1_500_000,
    sha256: 'ab',
    kind: 'adapter' as const,
    finished: true,
  }
  const result = { end: 'finished' as const, step: 9, steps: 9, files: [file], notices: [] }
  expect(endInJson(result)).toEqual({
    end: 'finished',
    step: 9,
    steps: 9,
    files: [file],
    notices: [],
  })
  expect(endText(result)).toBe('Finished at step 9 of 9: ink.safetensors (1.50 MB)')
  expect(endText({ ...result, end: 'paused', step: 4, files: [] })).toBe('Paused at step 4 of 9')
})
