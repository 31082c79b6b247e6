// What is told of a picture while it is made.
import { expect, test } from 'vitest'
import type { EngineProgress } from '../../../../src-main/contract/engine.ts'
import { pictureText } from '../../../../src-main/shells/cli/picture-text.ts'

const progress: EngineProgress = {
  jobId: 'cli',
  phase: 'denoise',
  image: 0,
  together: 1,
  step: 3,
  steps: 20,
  secondsPerStep: 0.25,
  secondsLeft: 4.2,
}

test.each([
  [{}, 'Step 3 of 20, 0.25 s a step, 5 s left'],
  [{ secondsPerStep: null, secondsLeft: null }, 'Step 3 of 20'],
  [{ phase: 'load' }, 'Loading the model'],
  [{ phase: 'decode' }, 'Decoding the picture'],
] as const)('%j', (changes, text) => expect(pictureText({ ...progress, ...changes })).toBe(text))
