import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Recipe } from '../../../../../src-main/contract/recipe.ts'
import { writeTensorFile } from '../../../../../src-main/files/write-tensor-file.ts'
import { readStateOf } from '../../../../../src-main/training/run/left/state-file.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'
import { smallRecipe } from '../../../../support/training-run.ts'

/**
 * The state of a run whose recipe is known as an older version of Lamina
 * wrote it: without the fields that came later.
 */
async function oldState(recipe: Recipe): Promise<string> {
  const folder = await temporaryFolder()
  const { textEncoder2: _, ...older } = structuredClone(recipe)
  Reflect.deleteProperty(older.schedule, 'warmupShare')
  const place = { step: 3, order: { epoch: 0, batch: 3 }, gone: [], files: [], session: 1, startedAt: 1 }
  const record = { version: 1, ...place, recipe: older, pictures: 'p', baseSha256: 'b', averaged: false }
  const tensors = new Map([['parameter', { dtype: 'f32' as const, shape: [1], data: new Float32Array(1) }]])
  const metadata = new Map([['lamina.training', JSON.stringify(record)]])
  await writeTensorFile(join(folder, 'state.safetensors'), tensors, metadata)
  return folder
}

it('a state of a version without the newest fields of a recipe goes on', async () => {
  const recipe = smallRecipe('pictures')
  const folder = await oldState(recipe)
  const { place } = await readStateOf({ recipe, baseSha256: 'b' }, folder)
  expect(place.step).toBe(3)
})

it('a recipe that uses one of them is another recipe', async () => {
  const folder = await oldState(smallRecipe('pictures'))
  const changed = smallRecipe('pictures', { schedule: { warmupShare: 0.5 } })
  await expect(readStateOf({ recipe: changed, baseSha256: 'b' }, folder)).rejects.toMatchObject({
    code: 'training/other-recipe',
    details: { fields: ['schedule.warmupShare'] },
  })
})
