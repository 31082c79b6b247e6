// Whether a path lies in a folder, by the paths alone.
import { sep } from 'node:path'

/** Both absolute; a folder does not lie in itself. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || isBelow(path, folder)
}
