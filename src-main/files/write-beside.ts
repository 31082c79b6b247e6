// A new file beside those that are there: never over one of them, whole or not at all.
import { link, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../base/errors.ts'
import { partPath } from './part-files.ts'
import { systemCode, writeError } from './system-error.ts'

const mostTries = 10_000

/** `name.png`, or `name-2.png` and so on where a file is; returns its path. Errors: `disk/…`. */
export async function writeBeside(
  folder: string,
  name: string,
  ending: string,
  bytes: Uint8Array,
): Promise<string> {
  const part = partPath(folder)
  try {
    await writeFile(part, bytes, { flag: 'wx', flush: true })
    for (let number = 1; number <= mostTries; number++) {
      const path = join(folder, `${name}${number === 1 ? '' : `-${number}`}${ending}`)
      if (await placed(part, path, bytes)) return path
    }
    throw new AppError('disk/write-failed', { file: name })
  } catch (cause) {
    throw cause instanceof AppError ? cause : writeError(cause, join(folder, `${name}${ending}`))
  } finally {
    await rm(part, { force: true }).catch(() => undefined)
  }
}

/** False where something is under that name already. */
async function placed(part: string, path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await link(part, path)
    return true
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false
  }
  // Disks that know no second names.
  try {
    await writeFile(path, bytes, { flag: 'wx', flush: true })
    return true
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false
    await rm(path, { force: true }).catch(() => undefined)
    throw writeError(cause, path)
  }
}
