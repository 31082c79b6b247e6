import { expect, it } from 'vitest'
import { learningPhases, phaseAt } from '../../../../../src-main/training/learning-phases.ts'
import { ratesOfStep } from '../../../../../src-main/training/run/step/rates-of-step.ts'
import { smallRecipe } from '../../../../support/training-run.ts'
import { expectNear } from '../../../../support/close.ts'
import { tolerances } from '../../../../support/tolerances.ts'

const segments = ['unet', 'unet', 'text_encoder', 'text_encoder_2', 'embedding'].map((group) => ({ group }))

it('every group has its own rate, and all follow one schedule', () => {
  const recipe = smallRecipe('pictures', {
    steps: 10,
    textEncoder: { train: true, learningRate: 2 },
    unet: { learningRate: 1 },
    schedule: { kind: 'linear', warmupSteps: 2 },
  })
  const [phase] = learningPhases(recipe, 10)
  const at = (step: number) => ratesOfStep(recipe, segments.slice(0, 4), phase!, step)
  expect(at(1)).toEqual({ unet: 0, text_encoder: 0, text_encoder_2: 0 })
  expect(at(2)).toEqual({ unet: 0.5, text_encoder: 1, text_encoder_2: 1 })
  expect(at(3)).toEqual({ unet: 1, text_encoder: 2, text_encoder_2: 2 })
  expectNear(at(10).unet!, 1 / 8, tolerances.float64)
})

it('the second text encoder has a rate of its own where the recipe gives it one', () => {
  const recipe = smallRecipe('pictures', {
    steps: 10,
    textEncoder: { train: true, learningRate: 2 },
    textEncoder2: { learningRate: 3 },
    unet: { learningRate: 1 },
  })
  const [phase] = learningPhases(recipe, 10)
  expect(ratesOfStep(recipe, segments.slice(0, 4), phase!, 1)).toEqual({
    unet: 1,
    text_encoder: 2,
    text_encoder_2: 3,
  })
})

it('a word that is finished has no rate, and the adapter’s schedule begins when it is its turn', () => {
  const recipe = smallRecipe('pictures', {
    learn: 'pivotal',
    embedding: { word: 'qxzd', learningRate: 3, until: 0.4 },
    steps: 10,
    unet: { learningRate: 1 },
    schedule: { kind: 'linear' },
  })
  const phases = learningPhases(recipe, 10)
  const at = (step: number) => ratesOfStep(recipe, segments, phaseAt(phases, step), step)
  expect(at(1)).toEqual({ embedding: 3 })
  expect(at(4)).toEqual({ embedding: 0.75 })
  expect(Object.keys(at(5))).not.toContain('embedding')
  expect(at(5)['unet']).toBe(1)
})
