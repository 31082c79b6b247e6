// Disks of which a test decides how they behave: on real files, with calls that fail, no second names, or case that does
// not count.
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { realDisk, type MoveDisk } from '../../src-main/files/moving/move-disk.ts'

/** Real files, without a turn of the event loop for each call: thousands of them are over sooner. */
export const quickDisk: MoveDisk = {
  async look(path) {
    const entry = lstatSync(path, { throwIfNoEntry: false })
    if (entry === undefined) return null
    return {
      kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other',
      identity: `${entry.dev} ${entry.ino}`,
      names: entry.nlink,
      sizeBytes: entry.size,
      modifiedMs: entry.mtimeMs,
      changedMs: entry.ctimeMs,
    }
  },
  names: async (folder) => readdirSync(folder),
  link: async (from, to) => linkSync(from, to),
  unlink: async (path) => unlinkSync(path),
  rename: async (from, to) => renameSync(from, to),
  makeFile: async (path) => writeFileSync(path, '', { flag: 'wx' }),
  async makeFolder(path) {
    mkdirSync(path)
  },
  removeFolder: async (path) => rmdirSync(path),
  sync: () => Promise.resolve(),
}

const calls = ['link', 'unlink', 'rename', 'makeFile', 'makeFolder', 'removeFolder'] as const
export type DiskCall = (typeof calls)[number]

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made up`), { code })
}

/** `before` comes before each call that changes something; what it throws is the call's error. */
export function watchedDisk(
  before: (call: DiskCall, path: string) => void,
  disk: MoveDisk = realDisk,
): MoveDisk {
  const watched = calls.map((call) => [
    call,
    async (...paths: [string, string]): Promise<void> => {
      before(call, paths[0])
      await disk[call](...paths)
    },
  ])
  return {
    ...disk,
    ...(Object.fromEntries(watched) as Pick<MoveDisk, DiskCall>),
    sync: () => Promise.resolve(),
  }
}

/** As exFAT, FAT, and many network drives. */
export function diskWithoutLinks(disk: MoveDisk = realDisk): MoveDisk {
  return { ...disk, link: () => Promise.reject(systemError('EPERM')) }
}

/** As NTFS and APFS: `Ink` is found as `ink`, and keeps the name that it was given. */
export function diskWithoutCase(disk: MoveDisk = realDisk): MoveDisk {
  async function found(path: string): Promise<string> {
    const names = await disk.names(dirname(path)).catch(() => [])
    const folded = basename(path).normalize('NFC').toLowerCase()
    const same = names.find((name) => name.normalize('NFC').toLowerCase() === folded)
    return join(dirname(path), same ?? basename(path))
  }
  return {
    ...disk,
    look: async (path) => disk.look(await found(path)),
    link: async (from, to) => disk.link(await found(from), await found(to)),
    unlink: async (path) => disk.unlink(await found(path)),
    async rename(from, to) {
      const [source, target] = [await found(from), await found(to)]
      // The new spelling is what it is called from now on.
      await disk.rename(source, source === target ? to : target)
    },
    makeFile: async (path) => disk.makeFile(await found(path)),
    makeFolder: async (path) => disk.makeFolder(await found(path)),
    removeFolder: async (path) => disk.removeFolder(await found(path)),
  }
}
