// The recipe of a run, whole or while its draft is being changed into something that cannot be read.
import { expect, test } from 'vitest'
import type { RecipeDraft } from '../../../../../src-main/contract/training-project.ts'
import { recipeOf } from '../../../../../src-renderer/state/training/run-recipe.ts'

const draft: RecipeDraft = {
  base: 'emoji',
  data: { folder: '/pictures', width: 128 },
  adapter: { rank: 8 },
  samples: { every: 50, prompts: [{ prompt: 'fox' }] },
}

test('what is left out takes its default', () => {
  const { adapter, samples, data } = recipeOf({ recipe: draft })
  expect([adapter.rank, adapter.kind, samples.prompts[0]?.guidance, data.height]).toEqual([8, 'lora', 7, 512])
})

test('a base and a folder that were taken away do not matter to a run that is there', () => {
  const recipe = { ...draft, base: null, data: { ...draft.data, folder: null } }
  expect(recipeOf({ recipe }).samples.every).toBe(50)
})

test('a part that cannot be read falls back alone', () => {
  const rank = recipeOf({ recipe: { ...draft, adapter: { rank: 0 } } })
  expect([rank.adapter.rank, rank.samples.every]).toEqual([16, 50])
  const width = recipeOf({ recipe: { ...draft, data: { folder: '/pictures', width: 7 } } })
  expect([width.data.width, width.adapter.rank]).toEqual([512, 8])
})
