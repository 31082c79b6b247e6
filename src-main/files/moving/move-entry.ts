// Moves one file or folder on its volume, and never onto anything that is there.
//
// A file gets its new name as a second one (`link`, which fails where something is) and then loses the old one: on Linux,
// macOS and NTFS. Where the volume knows no second names (exFAT, FAT, some network drives), and for links, the new name is
// taken by an empty file, and then replaced by the real one; a folder by an empty folder, which Windows does not need: it
// replaces no folder.
import { basename, dirname } from 'node:path'
import { AppError } from '../../base/errors.ts'
import { systemCode } from '../system-error.ts'
import { realDisk, type MoveDisk, type SeenEntry } from './move-disk.ts'
import { moveError } from './move-error.ts'

/** Errors of a volume that knows no second names, or does not allow one here. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'UNKNOWN'])

/**
 * Until it is through, `from` is as it was; what fails leaves nothing. Errors: `file/missing`, `move/…`. A process that is
 * killed meanwhile leaves one of the two names, both names of one file, or `from` and an empty `to`, and so does a failure
 * whose traces cannot be removed (`isHalfMade`): `tidyEntry` ends that.
 */
export async function moveEntry(from: string, to: string, disk: MoveDisk = realDisk): Promise<void> {
  const entry = await disk.look(from).catch((cause: unknown) => {
    throw moveError(cause, from)
  })
  if (entry === null)
    throw new AppError('file/missing', { file: basename(from) }, { details: { path: from } })
  // Where case or spelling of a letter does not count, this is the very file.
  if ((await disk.look(to).catch(() => null)) !== null) throw taken(to)
  if (entry.kind !== 'file') return moveOver(from, to, entry, disk)
  try {
    await disk.link(from, to)
  } catch (cause) {
    if (noLinks.has(systemCode(cause))) return moveOver(from, to, entry, disk)
    throw moveError(cause, systemCode(cause) === 'ENOENT' ? dirname(to) : to)
  }
  try {
    await disk.unlink(from)
  } catch (cause) {
    throw await withoutTraces(moveError(cause, from), () => disk.unlink(to))
  }
}

/** The error, or that of a failure that has left traces. */
async function withoutTraces(error: AppError, remove: () => Promise<void>): Promise<AppError> {
  try {
    await remove()
    return error
  } catch (cause) {
    halfMade.add(error)
    error.cause ??= cause
    return error
  }
}

const halfMade = new WeakSet<object>()

/** Whether the move that failed so may have left more than `from`. */
export function isHalfMade(error: unknown): boolean {
  return typeof error === 'object' && error !== null && halfMade.has(error)
}

async function moveOver(from: string, to: string, entry: SeenEntry, disk: MoveDisk): Promise<void> {
  const isFolder = entry.kind === 'folder'
  const needsPlace = !isFolder || process.platform !== 'win32'
  try {
    if (needsPlace) await (isFolder ? disk.makeFolder(to) : disk.makeFile(to))
  } catch (cause) {
    throw moveError(cause, systemCode(cause) === 'ENOENT' ? dirname(to) : to)
  }
  try {
    await disk.rename(from, to)
  } catch (cause) {
    const error = moveError(cause, from)
    throw needsPlace ? await withoutTraces(error, () => removePlace(to, disk)) : error
  }
}

/** What is empty, and nothing else. */
async function removePlace(path: string, disk: MoveDisk): Promise<void> {
  const there = await disk.look(path)
  if (there === null || !(await isEmpty(path, there, disk))) return
  if (there.kind === 'folder') await disk.removeFolder(path)
  else await disk.unlink(path)
}

async function isEmpty(path: string, { kind, sizeBytes }: SeenEntry, disk: MoveDisk): Promise<boolean> {
  if (kind === 'folder') return (await disk.names(path)).length === 0
  return kind === 'file' && sizeBytes === 0
}

export type Passage = { readonly from: string; readonly to: string }

/** One name that is found under two spellings must not be taken for a second one, and removed. */
async function areTwoNames(from: string, to: string, entry: SeenEntry, disk: MoveDisk): Promise<boolean> {
  if (entry.kind !== 'file' || entry.names < 2) return false
  if (dirname(from) !== dirname(to)) return true
  const there = await disk.names(dirname(from))
  return there.includes(basename(from)) && there.includes(basename(to))
}

/**
 * Where a file is that was being moved when the process ended, and it has one name then. `begun`: so that what is empty at
 * `to` is the place that was taken for it. `gone` where neither is there: its volume is away, or somebody moved it.
 * Errors: `move/…`.
 */
export async function tidyEntry(
  { from, to, begun }: Passage & { readonly begun: boolean },
  disk: MoveDisk = realDisk,
): Promise<'from' | 'to' | 'gone'> {
  try {
    const [atFrom, atTo] = [await disk.look(from), await disk.look(to)]
    if (atFrom === null) return atTo === null ? 'gone' : 'to'
    if (atTo === null) return 'from'
    if (atFrom.identity !== atTo.identity) {
      if (!begun) return 'from'
      // A place that was taken is empty, and what was to come there is not; it may have been on its way back.
      const isAtTo = (await isEmpty(from, atFrom, disk)) && !(await isEmpty(to, atTo, disk))
      await removePlace(isAtTo ? from : to, disk)
      return isAtTo ? 'to' : 'from'
    }
    if (!(await areTwoNames(from, to, atFrom, disk))) {
      return (await disk.names(dirname(to))).includes(basename(to)) ? 'to' : 'from'
    }
    await disk.unlink(to)
    return 'from'
  } catch (cause) {
    throw moveError(cause, from)
  }
}

function taken(path: string): AppError {
  return new AppError('move/taken', { file: basename(path) }, { details: { path } })
}
