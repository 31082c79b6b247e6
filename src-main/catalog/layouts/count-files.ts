// How many files that may be models lie in folders: names alone are looked at, and not too many.
import { setImmediate as immediate } from 'node:timers/promises'
import { libraryEndings } from '../folders/list-folders.ts'
import { walkFolders } from '../folders/walk-folders.ts'

const mostFiles = 20_000
const mostFolders = 2_000

export async function countFiles(folders: readonly string[]): Promise<{ files: number; isCut: boolean }> {
  const seen = new Set<string>()
  let files = 0
  let walked = 0
  for (const folder of folders)
    for await (const found of walkFolders(folder, libraryEndings, seen)) {
      files += found.model === null ? found.files.length : 1
      walked += 1
      if (files >= mostFiles || walked >= mostFolders) return { files, isCut: true }
      await immediate()
    }
  return { files, isCut: false }
}
