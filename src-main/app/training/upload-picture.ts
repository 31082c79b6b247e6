// One dropped file on its way into a project's own folder: safe name, limited size, never over another file.
import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { cutToBytes } from '../../base/cut.ts'
import { AppError } from '../../base/errors.ts'
import { pictureEndings } from '../../files/picture.ts'
import { systemCode, writeError } from '../../files/system-error.ts'

export const uploadLimits = { pictureBytes: 256 * 2 ** 20, captionBytes: 2 ** 20 } as const

const captionEndings: readonly string[] = ['.txt']

/**
 * Its path. Errors: `training/unknown-file`, `training/too-large`, `training/empty-file`,
 * `disk/…`. Nothing is left of one that fails.
 */
export async function uploadPicture(
  folder: string,
  givenName: string,
  body: AsyncIterable<Uint8Array>,
): Promise<string> {
  const name = safeName(givenName)
  const limit = captionEndings.includes(extname(name).toLowerCase())
    ? uploadLimits.captionBytes
    : uploadLimits.pictureBytes
  const temporary = join(folder, `.${randomBytes(8).toString('hex')}.part`)
  try {
    await mkdir(folder, { recursive: true })
    const file = await open(temporary, 'wx')
    try {
      await receive(file, body, limit, name)
      await file.sync()
    } finally {
      await file.close()
    }
    return await placed(temporary, folder, name)
  } catch (cause) {
    if (cause instanceof AppError || systemCode(cause) === '') throw cause
    throw writeError(cause, folder)
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined)
  }
}

async function receive(
  file: FileHandle,
  body: AsyncIterable<Uint8Array>,
  limit: number,
  name: string,
): Promise<void> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge(name, limit)
    await file.writeFile(chunk)
  }
  if (size === 0) throw emptyFile(name)
}

export function emptyFile(name: string): AppError {
  return new AppError('training/empty-file', { name })
}

function tooLarge(name: string, limit: number): AppError {
  const { pictureBytes, captionBytes } = uploadLimits
  return new AppError(
    'training/too-large',
    { name, pictureMegabytes: pictureBytes / 2 ** 20, captionMegabytes: captionBytes / 2 ** 20 },
    { details: { limit } },
  )
}

/** Under the name, or the name with a number: a file that is there is never replaced. */
async function placed(temporary: string, folder: string, name: string): Promise<string> {
  const ending = extname(name)
  const stem = basename(name, ending)
  for (let count = 1; ; count++) {
    const path = join(folder, count === 1 ? name : `${stem} (${count})${ending}`)
    try {
      // Whoever makes the name has it; then the whole file takes its place at once.
      await (await open(path, 'wx')).close()
    } catch (cause) {
      if (systemCode(cause) !== 'EEXIST') throw cause
      continue
    }
    await rename(temporary, path)
    return path
  }
}

const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

/** The last part of what the browser says, as any system can call a file. Errors: `training/unknown-file`. */
export function safeName(given: string): string {
  const last = given.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const ending = extname(last).toLowerCase()
  if (!pictureEndings.includes(ending) && !captionEndings.includes(ending))
    throw new AppError('training/unknown-file', {
      name: last,
      pictures: pictureEndings,
      captions: captionEndings,
    })
  const allowed = last
    .slice(0, -ending.length)
    .replace(/[<>:"|?*\p{Cc}\p{Cf}]/gu, '_')
    .replace(/^[. ]+/, '')
  const stem = cutToBytes(allowed).replace(/[. ]+$/, '')
  return `${stem === '' || reserved.test(stem) ? `picture ${stem}`.trim() : stem}${ending}`
}
