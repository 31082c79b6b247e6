// The model folders of a person, into which new files may be put: not the
// program's own, which its next version replaces.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FolderRules } from '../folder-rules.ts'

/** For those who have chosen none; made with the first file that goes into it. */
export const ownModelFolder = (dataFolder: string): string => join(dataFolder, 'models')

/** All folders in which models are looked for, each once. */
export function modelFolders(
  given: readonly string[],
  chosen: readonly string[],
  dataFolder: string,
): string[] {
  const own = ownModelFolder(dataFolder)
  return [...new Set([...given, ...chosen, ...(existsSync(own) ? [own] : [])])]
}

/**
 * Those of `folders` that are the person's, the first is preferred; where there is none, the one in the data folder.
 */
export async function foldersForAdditions(
  folders: readonly string[],
  dataFolder: string,
  rules: FolderRules,
): Promise<string[]> {
  const own = ownModelFolder(dataFolder)
  const others: string[] = []
  for (const folder of folders) if (folder !== own && (await mayHold(folder, rules))) others.push(folder)
  return others.length === 0 ? [own] : others
}

function mayHold(folder: string, rules: FolderRules): Promise<boolean> {
  return rules.check(folder, 'write', 'modelFolders').then(
    () => true,
    () => false,
  )
}
