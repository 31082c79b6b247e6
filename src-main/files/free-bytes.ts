// How much room a disk has left for whoever runs the app.
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCode } from './system-error.ts'

/** Of a folder that is yet to be made: where it would be. Null where the disk does not say it. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    const parent = dirname(folder)
    return systemCode(error) === 'ENOENT' && parent !== folder ? freeBytes(parent) : null
  }
}
