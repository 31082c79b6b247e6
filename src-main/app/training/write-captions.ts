// Writes a project's own captions into the text files beside their pictures; what was there before is kept.
import { createHash } from 'node:crypto'
import { copyFile, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { cutToBytes } from '../../base/cut.ts'
import { AppError } from '../../base/errors.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { systemCode, writeError } from '../../files/system-error.ts'

/** What captions are called in the programs that read them; a file with another ending may be something else. */
const captionEndings = ['.txt', '.text', '.caption', '.captions', '.cap', '.tags', '.tag', '.prompt']

export type CaptionWrite = {
  /** May have several parts, as `.wd.txt`; the last one says that it is a caption. */
  extension: string
  /** By the path of a picture that the host has listed itself. */
  captions: ReadonlyMap<string, string>
  /** Files that are replaced are copied here first, under a name with the time. */
  replacedFolder: string
  now: Date
}

/**
 * The pictures whose caption was written. Errors: `training/no-caption-ending`, `disk/…`; those written so far stay.
 */
export async function writeCaptions(write: CaptionWrite): Promise<string[]> {
  if (!isCaptionEnding(write.extension))
    throw new AppError('training/no-caption-ending', { extension: write.extension })
  const written: string[] = []
  for (const [picture, caption] of write.captions) {
    if (!(await isThere(picture))) continue
    const path = captionFileOf(picture, write.extension)
    await keepOld(path, write)
    await writeFileAtomically(path, new TextEncoder().encode(`${oneLine(caption)}\n`))
    written.push(picture)
  }
  return written
}

/** Trainers read one line. */
function oneLine(caption: string): string {
  return caption.replace(/\s*[\r\n]+\s*/g, ' ').trim()
}

function isCaptionEnding(extension: string): boolean {
  return /^\.[\w.-]+$/.test(extension) && captionEndings.includes(extname(`a${extension}`).toLowerCase())
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true
}

async function keepOld(path: string, { replacedFolder, now }: CaptionWrite): Promise<void> {
  const time = now.toISOString().replaceAll(':', '-')
  const place = createHash('sha256').update(path).digest('hex').slice(0, 8)
  const name = `${time} ${place} ${cutToBytes(basename(path), 200)}`
  await copyFile(path, join(replacedFolder, name)).catch((cause: unknown) => {
    if (systemCode(cause) !== 'ENOENT') throw writeError(cause, path)
  })
}

/** The text file that belongs to a picture. */
export function captionFileOf(picture: string, extension: string): string {
  const name = basename(picture)
  const dot = name.lastIndexOf('.')
  return picture.slice(0, picture.length - name.length) + (dot > 0 ? name.slice(0, dot) : name) + extension
}
