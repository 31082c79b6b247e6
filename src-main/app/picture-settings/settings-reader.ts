// Reads the settings of a picture file wherever they are: in its texts, else hidden among its pixels.
import { AppError } from '../../base/errors.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import { mostTextBytes } from '../../formats/picture-texts.ts'
import type { ReadSettings } from './read-settings.ts'
import type { SettingsTextProcess } from './settings-text-process.ts'

/** `fileName`: as the picture is called, where its path is not that. */
export type SettingsReader = (path: string, fileName: string | null) => Promise<ReadSettings>

/** Errors of the reader: those of both. A picture that cannot be decoded has nothing hidden. */
export function settingsReader(
  texts: Pick<SettingsTextProcess, 'read' | 'hidden'>,
  pixels: Pick<PictureWork, 'hiddenText'>,
): SettingsReader {
  return async (path, fileName) => {
    try {
      return await texts.read(path, fileName)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'picture-settings/none') throw error
      const hidden = await pixels.hiddenText(path, mostTextBytes).catch((cause: unknown) => {
        if (cause instanceof AppError && cause.code.startsWith('picture/')) return null
        throw cause
      })
      if (hidden === null) throw error
      return texts.hidden(hidden)
    }
  }
}
