// The folders that a draft of a recipe names, looked at before anything is read from or written into them.
import { dirname } from 'node:path'
import type { RecipeDraft } from '../../contract/training-project.ts'
import type { FolderRules, FolderUse } from '../folder-rules.ts'

/** A draft is not checked yet: a field may hold anything. Errors: `folder/…`. */
export async function checkRecipeFolders(recipe: RecipeDraft, rules: FolderRules): Promise<void> {
  const named: readonly (readonly [path: unknown, use: FolderUse, field: string])[] = [
    [recipe.data.folder, 'read', 'data.folder'],
    [recipe.data.masks?.folder, 'read', 'data.masks.folder'],
    // Class pictures that are missing are made there.
    [recipe.prior?.folder, 'write', 'prior.folder'],
    [folderOf(recipe.adapter?.startFrom), 'read', 'adapter.startFrom'],
  ]
  for (const [path, use, field] of named)
    if (typeof path === 'string' && path !== '') await rules.check(path, use, field)
}

/** An id of an adapter in the library names no folder. */
function folderOf(file: unknown): string | null {
  if (typeof file !== 'string' || !/[\\/]/.test(file)) return null
  return dirname(file)
}
