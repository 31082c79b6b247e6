// One dropped file on its way into a project's own folder: safe name, limited size, never over another file.
import { mkdir, open, rename } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { cutToBytes } from '../../base/cut.ts'
import { AppError } from '../../base/errors.ts'
import { withIncoming } from '../../files/incoming.ts'
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
  const mostBytes = captionEndings.includes(extname(name).toLowerCase())
    ? uploadLimits.captionBytes
    : uploadLimits.pictureBytes
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeError(cause, folder)
  })
  const incoming = { mostBytes, tooLarge: () => tooLarge(name, mostBytes), lasting: true }
  return withIncoming(folder, body, incoming, (path, sizeBytes) => {
    if (sizeBytes === 0) throw emptyFile(name)
    return placed(path, folder, name)
  })
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
