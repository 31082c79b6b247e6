// Makes sure that a file, or the names in a folder, are on the disk.
import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Some disks and systems cannot do this for folders: then it is as safe as it gets. */
export function syncPath(path: string): void {
  const file = opened(path, 'r+') ?? opened(path, 'r')
  if (file === null) return
  try {
    fsyncSync(file)
  } catch {
    // See above.
  } finally {
    closeSync(file)
  }
}

/** Folders cannot be opened for writing. */
function opened(path: string, flags: 'r' | 'r+'): number | null {
  try {
    return openSync(path, flags)
  } catch {
    return null
  }
}
