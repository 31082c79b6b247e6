// Writes a project's own captions into the text files beside their pictures; what was there before is kept.
import { createHash } from 'node:crypto'
import { copyFile, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { systemCode, writeError } from '../../files/system-error.ts'

export type CaptionWrite = {
  /** Only pictures below it get a file. */
  folder: string
  extension: string
  captions: Readonly<Record<string, string>>
  /** Files that are replaced are copied here first, under a name with the time. */
  replacedFolder: string
  now: Date
}

/** The pictures whose caption was written. Errors: `disk/…`; those written so far stay. */
export async function writeCaptions(write: CaptionWrite): Promise<string[]> {
  const written: string[] = []
  for (const [picture, caption] of Object.entries(write.captions)) {
    if (!isBelow(picture, write.folder) || !(await isThere(picture))) continue
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

function isBelow(path: string, folder: string): boolean {
  const root = folder.endsWith(sep) ? folder : folder + sep
  return path.startsWith(root) && !path.slice(root.length).split(/[\\/]/).includes('..')
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true
}

async function keepOld(path: string, { replacedFolder, now }: CaptionWrite): Promise<void> {
  const time = now.toISOString().replaceAll(':', '-')
  const place = createHash('sha256').update(path).digest('hex').slice(0, 8)
  await copyFile(path, join(replacedFolder, `${time} ${place} ${basename(path)}`)).catch((cause: unknown) => {
    if (systemCode(cause) !== 'ENOENT') throw writeError(cause, path)
  })
}

/** The text file that belongs to a picture. */
export function captionFileOf(picture: string, extension: string): string {
  const name = basename(picture)
  const dot = name.lastIndexOf('.')
  return picture.slice(0, picture.length - name.length) + (dot > 0 ? name.slice(0, dot) : name) + extension
}
