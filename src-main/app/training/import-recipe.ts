// A recipe's file, or a configuration of another trainer, as the draft of a
// project; what is not on this machine is named.
import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { recipePaths } from '../../contract/recipe-paths.ts'
import { readRecipe } from '../../contract/recipe.ts'
import type { ImportedRecipe, RecipeDraft } from '../../contract/training-project.ts'
import { remark } from '../../messages/table.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import { dropField, getField, setField } from '../../training/import/fields.ts'
import { openConfiguration } from '../../training/import/open-configuration.ts'

/** Errors: `import/…`, `recipe/invalid`. */
export function importRecipe(text: string, models: Pick<ModelCatalog, 'list' | 'usable'>): ImportedRecipe {
  const { recipe: given, notCarried } = openConfiguration(text)
  const recipe = structuredClone(given)
  const left = notCarried.map(({ setting, value, why }) => ({ field: setting, value, why }))
  const base = getField(recipe, 'base') ?? null
  const folder = getField(recipe, 'data.folder') ?? null
  // The whole is checked with what was found; ids and folders follow.
  const whole = structuredClone(recipe)
  setField(whole, 'base', base ?? 'none')
  setField(whole, 'data.folder', folder ?? 'none')
  readRecipe(whole)
  const known = typeof base === 'string' ? modelOf(base, models) : null
  for (const field of recipePaths) {
    const path = getField(recipe, field)
    if (typeof path !== 'string') continue
    const isThere = field === 'base' ? known !== null : isAbsolute(path) && existsSync(path)
    if (isThere) continue
    left.push({ field, value: path, why: remark('import/not-here', { what: path }) })
    dropField(recipe, field)
  }
  setField(recipe, 'base', known)
  if (getField(recipe, 'data.folder') === undefined) setField(recipe, 'data.folder', null)
  return { recipe: recipe as RecipeDraft, notCarried: left }
}

/** By id, by path, or by the file's own name. */
function modelOf(base: string, { list, usable }: Pick<ModelCatalog, 'list' | 'usable'>): string | null {
  const all = list().filter(({ problem, missing, kind }) => kind === 'checkpoint' && !problem && !missing)
  const fileName = base.split(/[\\/]/).at(-1)
  const found =
    all.find(({ id }) => id === base) ??
    all.find(({ id }) => usable(id).path === base) ??
    all.find((model) => model.fileName.split(/[\\/]/).at(-1) === fileName)
  return found?.id ?? null
}
