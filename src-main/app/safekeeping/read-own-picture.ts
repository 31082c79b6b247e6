// A picture file of ours, read again: its record and its size.
import { AppError } from '../../base/errors.ts'
import { isCancelled } from '../../base/cancel.ts'
import { readPngSize } from '../../files/png-size.ts'
import type { FoundPicture } from '../../gallery/found-again.ts'
import type { SettingsTextProcess } from '../picture-settings/settings-text-process.ts'

/** Null for a picture that another program made, and for what cannot be read. Errors: `job/cancelled`. */
export async function readOwnPicture(
  texts: Pick<SettingsTextProcess, 'read'>,
  path: string,
): Promise<FoundPicture | null> {
  try {
    const size = await readPngSize(path)
    const said = size === null ? null : await texts.read(path, null)
    return size !== null && said?.kind === 'record' ? { ...size, record: said.record } : null
  } catch (error) {
    if (!(error instanceof AppError) || isCancelled(error)) throw error
    return null
  }
}
