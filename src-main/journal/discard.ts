// Files of our trash that are removed for good, each as a whole; what is gone already is fine.
import { join } from 'node:path'
import type { MoveDisk } from '../files/moving/move-disk.ts'
import { moveError } from '../files/moving/move-error.ts'
import { removeLeftFolders } from './handing-over.ts'
import { isInTrash } from './trash-folder.ts'

/** Nothing that lies elsewhere is touched. Throws `move/…` at the first that cannot be removed. */
export async function discard(paths: readonly string[], disk: MoveDisk): Promise<void> {
  const inTrash = paths.filter(isInTrash)
  for (const path of inTrash) {
    try {
      await remove(path, disk)
    } catch (cause) {
      throw moveError(cause, path)
    }
  }
  await removeLeftFolders(inTrash, disk)
}

async function remove(path: string, disk: MoveDisk): Promise<void> {
  const entry = await disk.look(path)
  if (entry === null) return
  if (entry.kind !== 'folder') return disk.unlink(path)
  for (const name of await disk.names(path)) await remove(join(path, name), disk)
  await disk.removeFolder(path)
}
