// The bytes of a picture file as it lies on disk, before anything decodes them.
import { readFileBytes } from './file-bytes.ts'

/** Larger than any camera's raw file, and little enough to hold. */
const mostBytes = 512 * 2 ** 20

/** Errors: those of opening, `file/too-large`. */
export function pictureBytes(path: string): Promise<Buffer<ArrayBuffer>> {
  return readFileBytes(path, mostBytes)
}
