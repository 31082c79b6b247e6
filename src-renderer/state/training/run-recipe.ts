// The recipe of a run with its defaults, also while somebody is already changing the draft for another run. Pure.
import { readRecipe, recipeSchema, type Recipe } from '../../../src-main/contract/recipe.ts'
import type { TrainingProject } from '../../../src-main/contract/training-project.ts'

/** Parts of the draft that cannot be read just now are shown with their defaults. */
export function recipeOf({ recipe }: Pick<TrainingProject, 'recipe'>): Recipe {
  const base = recipe.base ?? '-'
  const data = { ...recipe.data, folder: recipe.data.folder ?? '-' }
  const whole = { ...recipe, base, data }
  const read = recipeSchema.safeParse(whole)
  if (read.success) return read.data
  const faulty = new Set(read.error.issues.map(({ path }) => path[0]))
  const sound = Object.fromEntries(Object.entries(whole).filter(([part]) => !faulty.has(part)))
  return readRecipe({
    ...sound,
    base,
    data: faulty.has('data') ? { folder: data.folder } : data,
  })
}
