// A recipe's file, or a configuration of another trainer, as the draft of a project; what is not on this machine is named.
import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { readRecipe } from '../../contract/recipe.ts'
import type { ImportedRecipe, RecipeDraft } from '../../contract/training-project.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import { openConfiguration } from '../../training/import/open-configuration.ts'

/** Errors: `import/…`, `recipe/invalid`. */
export function importRecipe(text: string, models: Pick<ModelCatalog, 'list' | 'usable'>): ImportedRecipe {
  const { recipe, notCarried } = openConfiguration(text)
  const left = notCarried.map(({ setting, value, why }) => ({ field: setting, why: `${why} (${value})` }))
  const given = recipe as { base?: unknown; data?: { folder?: unknown } }
  const data = typeof given.data === 'object' ? given.data : {}
  const base = typeof given.base === 'string' ? given.base : null
  const folder = typeof data.folder === 'string' ? data.folder : null
  // The whole is checked with what was found; ids and folders follow.
  readRecipe({ ...recipe, base: base ?? 'none', data: { ...data, folder: folder ?? 'none' } })
  const known = base === null ? null : modelOf(base, models)
  if (base !== null && known === null)
    left.push({ field: 'base', why: `"${base}" is not among the models here.` })
  const isThere = folder !== null && isAbsolute(folder) && existsSync(folder)
  if (folder !== null && !isThere)
    left.push({ field: 'data.folder', why: `"${folder}" is not on this machine.` })
  const draft = { ...recipe, base: known, data: { ...data, folder: isThere ? folder : null } } as RecipeDraft
  return { recipe: draft, notCarried: left }
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
