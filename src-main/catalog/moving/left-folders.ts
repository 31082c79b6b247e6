// The folders in which nothing would be left once files have gone elsewhere: they go with the last of them, and no folder goes that was
// empty before, or holds anything besides.
import { basename, dirname } from 'node:path'
import { isBelow } from '../../files/is-within.ts'

export type LeavingFolders = {
  /** Of all that lies in a folder. */
  namesIn(folder: string): Promise<readonly string[]>
  /** That a file's folders may go up to; it stays itself, as every model folder does. Null where none may go. */
  rootOf(folder: string): Promise<string | null>
  isRoot(folder: string): boolean
}

/** Inner ones first. */
export async function leftFolders(
  moves: readonly { readonly from: string; readonly to: string }[],
  { namesIn, rootOf, isRoot }: LeavingFolders,
): Promise<string[]> {
  const leaving = new Map<string, Set<string>>()
  const leave = (path: string): void => {
    const folder = dirname(path)
    leaving.set(folder, (leaving.get(folder) ?? new Set()).add(basename(path)))
  }
  const arriving = new Set<string>()
  for (const { from, to } of moves) {
    leave(from)
    for (let folder = dirname(to); !arriving.has(folder); folder = dirname(folder)) arriving.add(folder)
  }
  const left = new Set<string>()
  for (const first of [...leaving.keys()].sort((a, b) => b.length - a.length)) {
    const root = await rootOf(first)
    for (let folder = first; root !== null && isBelow(folder, root); folder = dirname(folder)) {
      if (isRoot(folder) || arriving.has(folder) || left.has(folder)) break
      const names = await namesIn(folder)
      if (names.length === 0 || !names.every((name) => leaving.get(folder)!.has(name))) break
      left.add(folder)
      leave(folder)
    }
  }
  return [...left]
}
