// Where what was deleted lies until it is brought back or handed over: a folder on the same volume that no listing enters.
import { sep } from 'node:path'

export const trashFolder = '.lamina-trash'

/** Of a path, not of what is there. */
export function isInTrash(path: string): boolean {
  return path.split(sep).includes(trashFolder)
}
