// The outermost folder of the library around a file that is on the file's volume: a folder in it may be another volume, or
// lead to one.
import { stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { AppError } from '../../base/errors.ts'
import { isBelow } from '../../files/is-within.ts'

/** Throws `library/elsewhere`. */
export async function libraryRoot(path: string, folders: readonly string[]): Promise<string> {
  const within = folders.filter((folder) => isBelow(path, folder))
  const [root] = within.sort((a, b) => b.length - a.length)
  if (root === undefined)
    throw new AppError('library/elsewhere', { file: basename(path) }, { details: { path } })
  const volume = await volumeOf(dirname(path))
  for (const folder of foldersDownTo(dirname(path), root))
    if ((await volumeOf(folder)) === volume) return folder
  return dirname(path)
}

/** Links are followed: the volume that its files are on. */
async function volumeOf(folder: string): Promise<number | null> {
  const facts = await stat(folder).catch(() => null)
  return facts?.dev ?? null
}

/** Of a folder that may be yet to be made: where it would be. Null where nothing of its path is there. */
export async function volumeFor(folder: string): Promise<number | null> {
  return (await volumeOf(folder)) ?? (dirname(folder) === folder ? null : volumeFor(dirname(folder)))
}

/** From `root` down to `folder`. */
function foldersDownTo(folder: string, root: string): string[] {
  const names = relative(root, folder).split(sep).filter(Boolean)
  return names.reduce<string[]>((all, name) => [...all, join(all.at(-1)!, name)], [root])
}
