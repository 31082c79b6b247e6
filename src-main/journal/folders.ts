// The folders that a move needs and that are not there yet: an operation makes them, and takes them away again when nothing
// lies in them.
import { dirname } from 'node:path'
import { realDisk, type MoveDisk } from '../files/moving/move-disk.ts'
import { moveError } from '../files/moving/move-error.ts'
import type { Move } from './operation.ts'

/** Outer ones first; `folder` itself is the last. Throws `move/…`. */
export async function foldersToMake(folder: string, disk: MoveDisk = realDisk): Promise<Move[]> {
  const there = await disk.look(folder).catch((cause: unknown) => {
    throw moveError(cause, folder)
  })
  if (there !== null || dirname(folder) === folder) return []
  return [...(await foldersToMake(dirname(folder), disk)), { from: null, to: folder }]
}

/** Whether it is gone. Throws `move/…` where nothing lies in it and it stays. */
export async function removeEmptyFolder(path: string, disk: MoveDisk): Promise<boolean> {
  try {
    await disk.removeFolder(path)
    return true
  } catch (cause) {
    const there = await disk.look(path).catch((error: unknown) => {
      throw moveError(error, path)
    })
    if (there === null) return true
    if ((await disk.names(path).catch(() => [])).length > 0) return false
    throw moveError(cause, path)
  }
}
