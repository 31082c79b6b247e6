// Files of the library with what goes where they go.
import { basename, dirname } from 'node:path'
import { companionsOf } from '../../catalog/moving/companions.ts'
import { realDisk } from '../../files/moving/move-disk.ts'
import { moveError } from '../../files/moving/move-error.ts'

/** Of each path, the names in its folder that go along, in the order of `paths`. Throws `file/missing`, `move/…`. */
export async function withCompanions(paths: readonly string[]): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>(paths.map((path) => [path, []]))
  for (const [folder, files] of Map.groupBy(found.keys(), (path) => dirname(path))) {
    const names = await realDisk.names(folder).catch((cause: unknown) => {
      throw moveError(cause, files[0]!)
    })
    const going = files.map((path) => basename(path))
    const companions = companionsOf(going, names)
    for (const path of files) found.set(path, companions.get(basename(path))!)
  }
  return found
}
