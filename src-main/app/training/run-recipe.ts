// A project's draft as a recipe that can be run: ids become paths, everything is checked.
import { isAbsolute } from 'node:path'
import { cutToBytes } from '../../base/cut.ts'
import { AppError } from '../../base/errors.ts'
import { withPaths } from '../../contract/recipe-paths.ts'
import { checkedRecipe } from '../../contract/recipe-rules.ts'
import type { Recipe } from '../../contract/recipe.ts'
import type { StoredProject } from '../../contract/training-project.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import type { FolderRules } from '../folder-rules.ts'
import { checkRecipeFolders } from './recipe-folders.ts'

export type RunnableRecipe = { recipe: Recipe; baseName: string; baseSha256?: string }
export type RecipeParts = {
  models: Pick<ModelCatalog, 'usable' | 'knownHash'>
  adapters: Pick<AdapterCatalog, 'find' | 'usable'>
  rules: FolderRules
}

/**
 * Errors: `training/no-base`, `training/no-folder`, `training/relative-path`,
 * `folder/…`, `model/…`, `adapter/…`, `recipe/…`.
 */
export async function runnableRecipe(
  { name, recipe: draft }: Pick<StoredProject, 'name' | 'recipe'>,
  { models, adapters, rules }: RecipeParts,
): Promise<RunnableRecipe> {
  if (draft.base === null) throw new AppError('training/no-base')
  if (draft.data.folder === null) throw new AppError('training/no-folder')
  await checkRecipeFolders(draft, rules)
  const base = models.usable(draft.base)
  const startFrom = draft.adapter?.startFrom ?? null
  const named = { ...draft, name: draft.name ?? fileNameOf(name), base: base.path }
  const isKnown = startFrom !== null && adapters.find(startFrom) !== null
  const adapter = isKnown ? { ...draft.adapter, startFrom: adapters.usable(startFrom).path } : draft.adapter
  const whole = adapter === undefined ? named : { ...named, adapter }
  const recipe = checkedRecipe(withPaths(whole, absolute))
  const baseSha256 = models.knownHash(draft.base)
  return { recipe, baseName: base.name, ...(baseSha256 === null ? {} : { baseSha256 }) }
}

function absolute(path: string): string {
  if (isAbsolute(path)) return path
  throw new AppError('training/relative-path', { path })
}

/** What a project is called, as far as a file may be called so. */
export function fileNameOf(name: string): string {
  const kept = name
    .replace(/[/\\:*?"<>|\p{Cc}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+|\.+$/g, '')
  // Steps and the ending follow.
  return kept === '' ? 'adapter' : cutToBytes(kept.slice(0, 100), 200).trimEnd()
}
