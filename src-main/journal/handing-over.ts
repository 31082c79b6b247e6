// Files that leave Lamina's trash for the system's: each has a note there that says where it was, which comes before the file
// and goes after it; the folders that they leave empty go, too.
import { unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { MoveDisk } from '../files/moving/move-disk.ts'
import { moveError } from '../files/moving/move-error.ts'
import { notePath, trashNote } from '../files/system-trash/trash-note.ts'
import type { Escort } from './carry-out.ts'
import type { Move } from './operation.ts'
import { removeEmptyFolder } from './folders.ts'
import { isInTrash } from './trash-folder.ts'

/** Where a file was before it was thrown away, and when that was. */
export type Origin = { readonly path: string; readonly at: string }

/** `moves`: out of our trash, into `files` of the system's. `originOf`: by the path in our trash. */
export function handingOver(
  moves: readonly Move[],
  originOf: (path: string) => Origin | null,
  disk: MoveDisk,
): Escort {
  const sources = new Map(moves.flatMap(({ from, to }) => (from === null ? [] : [[to, from] as const])))

  return {
    async arrive(path) {
      const source = sources.get(path)
      if (source === undefined) return
      const { path: was, at } = originOf(source) ?? { path: source, at: new Date(0).toISOString() }
      await writeFile(notePath(path), trashNote(path, was, new Date(at)), { flag: 'wx' }).catch(
        (cause: unknown) => {
          throw moveError(cause, path)
        },
      )
    },
    async leave(path) {
      if (!sources.has(path)) return
      // A note that cannot be removed says something of a file that is gone: those who read it pass it over.
      if ((await disk.look(path).catch(() => undefined)) === null)
        await unlink(notePath(path)).catch(() => undefined)
    },
    async clear(end) {
      if (end === 'new') await removeLeftFolders([...sources.values()], disk)
    },
  }
}

/** Folders of our trash in which nothing lies any more. Throws `move/…`. */
export async function removeLeftFolders(paths: readonly string[], disk: MoveDisk): Promise<void> {
  for (const folder of new Set(paths.map((path) => dirname(path))))
    for (let left = folder; isInTrash(left); left = dirname(left))
      if (!(await removeEmptyFolder(left, disk))) break
}
