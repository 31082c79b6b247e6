// The names in a folder and below it, read once each and found whatever their case.
import type { Dirent } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export type FolderNames = {
  /** Where that lies, for a path below the root in lower case with `/`; null where nothing does. */
  find(path: string): Promise<string | null>
  /** The same, for folders alone, and links to such. */
  findFolder(path: string): Promise<string | null>
  /** Names as they are written; none where there is no such folder. */
  names(path: string): Promise<readonly string[]>
}

/** Somebody's downloads may have more; a program's folder has not. */
const mostNames = 2_000

export function folderNames(root: string): FolderNames {
  const read = new Map<string, Promise<ReadonlyMap<string, string>>>()

  function inFolder(folder: string): Promise<ReadonlyMap<string, string>> {
    const known = read.get(folder) ?? namesIn(folder)
    read.set(folder, known)
    return known
  }

  async function find(path: string): Promise<string | null> {
    let place = root
    for (const part of path.split('/')) {
      const name = (await inFolder(place)).get(part)
      if (name === undefined) return null
      place = join(place, name)
    }
    return place
  }

  return {
    find,
    async findFolder(path) {
      const place = await find(path)
      if (place === null) return null
      const found = await stat(place).catch(() => null)
      return found?.isDirectory() === true ? place : null
    },
    async names(path) {
      const place = path === '' ? root : await find(path)
      return place === null ? [] : [...(await inFolder(place)).values()]
    },
  }
}

/** By lower case; empty for what is no folder, or may not be read. */
async function namesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  try {
    const entries: AsyncIterable<Dirent> = await opendir(folder)
    for await (const { name } of entries) {
      // Where two differ by case alone, either is as good.
      names.set(name.toLowerCase(), name)
      if (names.size === mostNames) break
    }
  } catch {
    // It is not there, or is nobody's business.
  }
  return names
}
