// A recipe as it lies on disk, ours or another trainer's: paths become absolute, what was not carried over is told.
import { dirname, resolve } from 'node:path'
import { withPaths } from '../../contract/recipe-paths.ts'
import { checkedRecipe } from '../../contract/recipe-rules.ts'
import type { Recipe } from '../../contract/recipe.ts'
import { readTextFile } from '../../files/text-file.ts'
import type { NotCarried } from '../../training/import/carry.ts'
import { openConfiguration, type ConfigurationForm } from '../../training/import/open-configuration.ts'
import { AppError } from '../../base/errors.ts'

const mostBytes = 4_000_000

export type RecipeFile = {
  readonly recipe: Recipe
  readonly form: ConfigurationForm
  readonly notCarried: readonly NotCarried[]
}

/** Absolute paths that take the place of the recipe's own. */
export type Replaced = { readonly base?: string | undefined; readonly pictures?: string | undefined }

/** Paths in the file are relative to its folder. Errors: `file/…`, `import/…`, `recipe/…`, `usage/…`. */
export async function readRecipeFile(path: string, { base, pictures }: Replaced): Promise<RecipeFile> {
  const { form, recipe, notCarried } = openConfiguration(await readTextFile(path, mostBytes))
  const folder = dirname(path)
  const whole = withPaths(recipe, (given) => resolve(folder, given))
  if (base !== undefined) whole['base'] = base
  if (pictures !== undefined) whole['data'] = { ...(whole['data'] ?? {}), folder: pictures }
  if (form !== 'recipe') askFor(whole)
  return { recipe: checkedRecipe(whole), form, notCarried }
}

/** Another trainer keeps these elsewhere: its configuration need not name them. */
function askFor(recipe: Readonly<Record<string, unknown>>): void {
  const data = recipe['data'] as { folder?: unknown } | undefined
  if (recipe['base'] === undefined) throw new AppError('usage/no-base')
  if (data?.folder === undefined) throw new AppError('usage/no-folder')
}
