// What the run page says, state by state.
import { expect, test } from 'vitest'
import type { TrainingRun } from '../../../../../../src-main/contract/training-project.ts'
import { en } from '../../../../../../src-renderer/messages/en.ts'
import {
  activityOf,
  doneShare,
  figuresOf,
  summaryOf,
} from '../../../../../../src-renderer/views/train/run/run-words.ts'
import { lossText, rateText } from '../../../../../../src-renderer/state/training/loss-text.ts'
import { recipeOf } from '../../../../../../src-renderer/state/training/run-recipe.ts'
import { pretendProject, pretendRun } from '../../../../../support/pretend-run.ts'

const figures = {
  number: (value: number) => String(value),
  duration: (seconds: number) => `${seconds} s`,
  timeLeft: (seconds: number) => `${Math.round(seconds)} s`,
  bytes: (size: number) => `${size} B`,
}
const words = en.run
const options = { draw: () => '' }
const run = (step: number, change: Partial<TrainingRun> = {}): TrainingRun => ({
  ...pretendRun(step, options),
  ...change,
})

test('before the first step it is the preparation that is told', () => {
  const young = run(0)
  expect(activityOf(young, words, figures)).toBe('Caching latents and captions 12 of 17')
  expect(doneShare(young)).toBe(12 / 17)
  expect(figuresOf(young, words, figures)).toEqual(['8 s left'])
})

test('while it steps there is nothing beside the step but its figures', () => {
  expect(activityOf(run(400), words, figures)).toBe('')
  expect(doneShare(run(400))).toBe(0.5)
  expect(figuresOf(run(400), words, figures)[0]).toBe('124 s left')
})

test('samples and saves between steps are named; the bar keeps the steps', () => {
  const sampling = run(400, { progress: { phase: 'sample', done: 1, total: 3, secondsLeft: 1 } })
  expect(activityOf(sampling, words, figures)).toBe('Making samples 1 of 3')
  expect(doneShare(sampling)).toBe(0.5)
})

test('while its base is read it says how much of it, and how long the rest takes', () => {
  const loading = { bytes: 10, of: 40, secondsLeft: 6 }
  const young = run(0, { progress: { phase: 'compile', done: 0, total: 1, secondsLeft: null, loading } })
  expect(activityOf(young, words, figures)).toBe('Loading the base · 10 B of 40 B')
  expect([doneShare(young), figuresOf(young, words, figures)]).toEqual([0.25, ['6 s left']])
  const resumed = run(400, { progress: young.progress, secondsLeft: null })
  expect(activityOf(resumed, words, figures)).toBe('Loading the base · 10 B of 40 B')
  expect([doneShare(resumed), figuresOf(resumed, words, figures)[0]]).toEqual([0.5, '6 s left'])
})

test('at rest it says its state and no time left', () => {
  const paused = run(400, { state: 'paused' })
  expect(activityOf(paused, words, figures)).toBe('Paused')
  expect(figuresOf(paused, words, figures).join()).not.toContain('left')
})

test('what is learned, on which base', () => {
  const project = pretendProject(0, options)
  const say = (change: object, base: string | null = 'Emoji') =>
    summaryOf(project, recipeOf({ recipe: { ...project.recipe, ...change } }), base, words, figures)
  expect(say({})).toBe('LoRA rank 16 on Emoji · learning a style')
  expect(say({ adapter: { kind: 'lokr', rank: 4, dora: true } })).toBe(
    'DoRA LoKr rank 4 on Emoji · learning a style',
  )
  expect(say({ learn: 'embedding', embedding: { word: 'inky' } }, null)).toBe(
    'the word "inky" on a missing base model · learning a style',
  )
})

test('figures of the loss have three digits that count', () => {
  expect([0.0842, 0, 12.345, 2345.6, 1.234e-5, Number.NaN].map(lossText)).toEqual([
    '0.0842',
    '0.00',
    '12.3',
    '2346',
    '1.2e-5',
    '–',
  ])
  expect([1e-4, 0, 1].map(rateText)).toEqual(['1.0e-4', '0', '1.0e0'])
})
