// Whether there is room for what nobody asked for.
import { AppError } from '../../base/errors.ts'
import { freeBytes } from '../../files/free-bytes.ts'

const leastFreeBytes = 10 ** 9

/** Throws `preview/no-room` where the folder's disk is nearly full. */
export async function requireRoom(folder: string): Promise<void> {
  const free = await freeBytes(folder)
  if (free !== null && free < leastFreeBytes) throw new AppError('preview/no-room')
}
