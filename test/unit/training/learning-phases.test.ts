import { expect, test } from 'vitest'
import { readRecipe } from '../../../src-main/contract/recipe.ts'
import { learningPhases, phaseAt } from '../../../src-main/training/learning-phases.ts'

const recipe = (learn: 'adapter' | 'embedding' | 'pivotal', until = 0.5) =>
  readRecipe({ base: 'b', data: { folder: 'f' }, learn, embedding: { word: 'ink', until } })
const groups = ['unet', 'text_encoder', 'embedding']
const plan = (learn: Parameters<typeof recipe>[0], until: number, steps: number) =>
  learningPhases(recipe(learn, until), steps).map((phase) => [
    phase.first,
    phase.steps,
    groups.filter((group) => phase.learns(group)).join(' '),
  ])

test.each([
  ['adapter', 0.5, 10, [[1, 10, 'unet text_encoder embedding']]],
  ['embedding', 0.5, 10, [[1, 10, 'unet text_encoder embedding']]],
  [
    'pivotal',
    0.5,
    10,
    [
      [1, 5, 'embedding'],
      [6, 5, 'unet text_encoder'],
    ],
  ],
  [
    'pivotal',
    0.25,
    10,
    [
      [1, 3, 'embedding'],
      [4, 7, 'unet text_encoder'],
    ],
  ],
  ['pivotal', 0, 10, [[1, 10, 'unet text_encoder']]],
  ['pivotal', 1, 10, [[1, 10, 'embedding']]],
] as const)('%s until %d of %d', (learn, until, steps, expected) => {
  expect(plan(learn, until, steps)).toEqual(expected)
})

test('a step belongs to the last phase that began', () => {
  const phases = learningPhases(recipe('pivotal'), 10)
  expect([1, 5, 6, 10].map((step) => phaseAt(phases, step).first)).toEqual([1, 1, 6, 6])
})
