// What the host is shown of a file that was dropped, to find it among its own: its size, and a few pieces of it.
import { samplePlaces, type ShownFile } from '../../../src-main/contract/shown-file.ts'
import { AppError } from '../../../src-main/base/errors.ts'

/** Errors: `file/unreadable`, also for a file that is empty. */
export async function shownFile(file: File): Promise<ShownFile> {
  const { name, size } = file
  if (size === 0) throw new AppError('file/truncated', { file: name })
  try {
    const samples = await Promise.all(
      samplePlaces(size).map(async ({ at, length }) => {
        const bytes = new Uint8Array(await file.slice(at, at + length).arrayBuffer())
        return { at, bytes: btoa(String.fromCharCode(...bytes)) }
      }),
    )
    return { name, sizeBytes: size, samples }
  } catch (cause) {
    throw new AppError('file/unreadable', { file: name }, { cause })
  }
}
