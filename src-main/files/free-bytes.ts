// How much room a disk has left for whoever runs the app.
import { statfs } from 'node:fs/promises'

/** Null where the disk does not say it, and where the folder is not there. */
export async function freeBytes(folder: string): Promise<number | null> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  )
}
