// Whether a file is a picture, and what it says it was made with: read as the app reads it, by helpers with limits.
import { basename } from 'node:path'
import type { ReadSettings } from '../../app/picture-settings/read-settings.ts'
import { settingsReader } from '../../app/picture-settings/settings-reader.ts'
import { settingsTextProcess } from '../../app/picture-settings/settings-text-process.ts'
import { AppError } from '../../base/errors.ts'
import { pictureProcess } from '../../files/decoding/picture-process.ts'
import { openFileSource } from '../../files/file-source.ts'
import { recogniseFile, signatureBytes } from '../../formats/file-signature.ts'

const formats: ReadonlySet<string | undefined> = new Set(['png', 'jpeg', 'webp'])

/** By its first bytes, whatever it is called; a folder is none. Errors: those of opening. */
export async function isPictureFile(path: string): Promise<boolean> {
  const { source } = await openFileSource(path).catch((cause: unknown) => {
    if (cause instanceof AppError && cause.code === 'file/is-a-folder') return { source: null }
    throw cause
  })
  if (source === null) return false
  try {
    return formats.has(recogniseFile(await source.read(0, Math.min(signatureBytes, source.sizeBytes))))
  } finally {
    await source.close()
  }
}

/** Errors: those of a settings reader. */
export async function readPictureSettings(path: string): Promise<ReadSettings> {
  const texts = settingsTextProcess()
  const pixels = pictureProcess()
  try {
    return await settingsReader(texts, pixels)(path, basename(path))
  } finally {
    await texts.close()
    await pixels.close()
  }
}
