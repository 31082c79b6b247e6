// The folders that a move needs and that are not there yet: an operation makes them, and takes them away again.
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
