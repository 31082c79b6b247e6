// Which folders a page may choose: to be looked through, or to get new pictures. The
// system's and our own are not among them.
import { realpath } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join, relative, isAbsolute, sep } from 'node:path'
import { AppError } from '../base/errors.ts'
import { systemCode } from '../files/system-error.ts'
import { ownFolders } from './data-folder.ts'

export type FolderUse =
  /** Files of the kinds that Lamina knows are read. */
  | 'read'
  /** New pictures are written into it; no file that is there is touched. */
  | 'write'

export type FolderRules = {
  /**
   * Links are followed first; `field` goes into the report. Errors:
   * `folder/of-the-system`, `folder/own`, `folder/not-allowed`.
   */
  check(folder: string, use: FolderUse, field: string): Promise<void>
}

export type FolderRulesOptions = {
  dataFolder: string
  programFolder: string
  /** Null: wherever the person may. A server for other machines names the only ones here. */
  within: readonly string[] | null
  platform?: NodeJS.Platform
  home?: string
}

/** Nothing that a person made lies here. */
const systemFolders: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/bin',
    '/boot',
    '/dev',
    '/etc',
    '/lib',
    '/lib32',
    '/lib64',
    '/proc',
    '/run',
    '/sbin',
    '/sys',
    '/usr',
  ],
  darwin: ['/Applications', '/Library', '/System', '/bin', '/cores', '/dev', '/private/etc', '/sbin', '/usr'],
  win32: ['SystemRoot', 'ProgramFiles', 'ProgramFiles(x86)', 'ProgramData'].flatMap(
    (name) => process.env[name] ?? [],
  ),
}
/** Of them, where discs are mounted for a person. */
const mountFolders = ['/run/media']

/** Pictures, and what a person put there, are no secret of Lamina's. */
const innerFolders: readonly string[] = ownFolders.filter((name) => name !== 'pictures')
/** But for what was dropped into a training. */
const uploads = /^training[\\/][\w-]+[\\/]pictures(?:[\\/]|$)/

export function folderRules(options: FolderRulesOptions): FolderRules {
  const { platform = process.platform, home = homedir() } = options

  async function check(folder: string, use: FolderUse, field: string): Promise<void> {
    const place = await realPlace(folder)
    const [data, program] = [await realPlace(options.dataFolder), await realPlace(options.programFolder)]
    const inData = partBelow(place, data)
    if (inData !== null) {
      const [first = ''] = inData.split(sep)
      if (uploads.test(inData) || (first !== '' && !innerFolders.includes(first))) return
      throw new AppError('folder/own', { folder }, { details: { field } })
    }
    if (use === 'write' && partBelow(place, program) !== null)
      throw new AppError('folder/own', { folder }, { details: { field } })
    if (await isOfTheSystem(place))
      throw new AppError('folder/of-the-system', { folder }, { details: { field } })
    const { within } = options
    if (within === null || (await isWithin(place, within))) return
    throw new AppError('folder/not-allowed', { folder }, { details: { field } })
  }

  async function isOfTheSystem(place: string): Promise<boolean> {
    if (isRoot(place)) return platform !== 'win32' || place === `${process.env.SystemDrive ?? 'C:'}\\`
    const open = [home, tmpdir(), ...mountFolders].filter((folder) => !isRoot(folder))
    if (await isWithin(place, open)) return false
    return (systemFolders[platform] ?? []).some((folder) => partBelow(place, folder) !== null)
  }

  return { check }
}

async function isWithin(place: string, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) if (partBelow(place, await realPlace(folder)) !== null) return true
  return false
}

/** Where a path really leads, also one whose last parts are yet to be made. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (cause) {
    const parent = dirname(path)
    // What may not be looked at cannot be followed, and cannot be used either.
    if (parent === path || systemCode(cause) !== 'ENOENT') return path
    return join(await realPlace(parent), basename(path))
  }
}

/** What of `path` lies below `folder`, empty for the folder itself; null for a path outside of it. */
function partBelow(path: string, folder: string): string | null {
  const part = relative(folder, path)
  return part === '..' || part.startsWith(`..${sep}`) || isAbsolute(part) ? null : part
}

const isRoot = (path: string): boolean => dirname(path) === path
