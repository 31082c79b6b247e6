// Where a file that is made here goes: beside what it is made from, if that is the person's folder, under a free name.
import { basename, join, relative, sep } from 'node:path'
import { cutToBytes } from '../../base/cut.ts'
import { isWithin } from '../../files/is-within.ts'
import { realDisk } from '../../files/moving/move-disk.ts'
import { safeFileName } from '../downloads/safe-file-name.ts'

const ending = '.safetensors'
const mostBytes = 180

/** The folder of the person's that holds it, and itself; null where it lies in none. */
export function folderWithin(folder: string | null, roots: readonly string[]): string | null {
  if (folder === null) return null
  return roots.some((root) => isWithin(folder, root)) ? folder : null
}

/** As people call it: its model folder's name, and where in it. */
export function nameOfFolder(folder: string, roots: readonly string[]): string {
  const root = roots.find((one) => isWithin(folder, one))
  if (root === undefined) return basename(folder)
  const below = relative(root, folder).split(sep).join('/')
  return below === '' ? basename(root) : `${basename(root)}/${below}`
}

/** `stem.safetensors`, or the first of `stem 2`, `stem 3`, … that neither is there nor `isTaken`. */
export async function freePath(
  folder: string,
  stem: string,
  isTaken: (path: string) => boolean,
): Promise<string> {
  const plain = cutToBytes(stem.replaceAll(/[\\/]/g, '_'), mostBytes)
  for (let count = 1; ; count++) {
    const path = join(folder, safeFileName(`${plain}${count === 1 ? '' : ` ${count}`}${ending}`))
    if (!isTaken(path) && (await realDisk.look(path)) === null) return path
  }
}
