// What moving asks of a disk, and Node's own answer: each call fails with the system's error, and none of them replaces
// what is there but `rename`.
import { link, lstat, mkdir, open, readdir, rename, rmdir, unlink } from 'node:fs/promises'
import { systemCode } from '../system-error.ts'

export type SeenEntry = {
  readonly kind: 'file' | 'folder' | 'other'
  /** Of its volume and in it: two names with the same are one file. */
  readonly identity: string
  /** How many names it has. */
  readonly names: number
  readonly sizeBytes: number
  readonly modifiedMs: number
  /** When anything about it was changed last, its name included. */
  readonly changedMs: number
}

export type MoveDisk = {
  /** Null where there is nothing; a link is looked at itself. */
  look(path: string): Promise<SeenEntry | null>
  names(folder: string): Promise<readonly string[]>
  /** Another name for a file. */
  link(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** An empty file, where there is nothing. */
  makeFile(path: string): Promise<void>
  /** An empty folder, where there is nothing. */
  makeFolder(path: string): Promise<void>
  /** Only an empty one. */
  removeFolder(path: string): Promise<void>
  /** So that names in it survive a power cut, where the system can do that. */
  sync(folder: string): Promise<void>
}

const nothingThere = new Set(['ENOENT', 'ENOTDIR'])

export const realDisk: MoveDisk = {
  async look(path) {
    try {
      // As whole numbers: on Windows a file's does not fit into a float.
      const entry = await lstat(path, { bigint: true })
      return {
        kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other',
        identity: `${entry.dev} ${entry.ino}`,
        names: Number(entry.nlink),
        sizeBytes: Number(entry.size),
        modifiedMs: milliseconds(entry.mtimeNs),
        changedMs: milliseconds(entry.ctimeNs),
      }
    } catch (error) {
      if (nothingThere.has(systemCode(error))) return null
      throw error
    }
  },
  names: (folder) => readdir(folder),
  link,
  unlink,
  rename,
  async makeFile(path) {
    await (await open(path, 'wx')).close()
  },
  async makeFolder(path) {
    await mkdir(path)
  },
  removeFolder: rmdir,
  async sync(folder) {
    const handle = await open(folder, 'r').catch(() => null)
    await handle?.sync().catch(() => undefined)
    await handle?.close()
  },
}

/** As `stat` has them without whole numbers, to the last bit. */
function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000_000_000n) * 1000 + Number(nanoseconds % 1_000_000_000n) / 1e6
}
