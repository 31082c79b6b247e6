// One watch over folders: told when anything in them changes, and when the system cannot tell any more.
import { watch, type FSWatcher } from 'node:fs'
import { basename, join, sep } from 'node:path'

export type FolderWatch = {
  /** Exactly these from now on; those that cannot be watched are tried again at every call. Whether any was added. */
  follow(folders: Iterable<string>): boolean
  /** Whether all of them are watched. */
  isWhole(): boolean
  close(): void
}

export type FolderWatchOptions = {
  onChange(): void
  /** The system refused; what is watched stays watched. `code`: `ENOSPC`, `EMFILE` and kin. */
  onRefusal(code: string): void
  /** Whether a folder is watched with all that lies in it, as Windows and macOS do. */
  recursive?: boolean
  watch?: typeof watch
}

/** It is not there (any more): its parent tells when it comes. */
const goneCodes = new Set(['ENOENT', 'ENOTDIR', 'EPERM'])

export function watchFolders({
  onChange,
  onRefusal,
  recursive = watchesRecursively,
  watch: watchOne = watch,
}: FolderWatchOptions): FolderWatch {
  const watchers = new Map<string, FSWatcher>()
  let isWhole = true

  /** Whether the system is out of watches, so that it would refuse the next one, too. */
  function refuse(error: unknown): boolean {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    if (goneCodes.has(code)) return false
    isWhole = false
    onRefusal(code)
    return true
  }

  function forget(folder: string): void {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }

  /** A folder of this name that comes back is another one, and so is all in it. */
  function forgetAllIn(folder: string): void {
    for (const known of watchers.keys()) if (known === folder || known.startsWith(folder + sep)) forget(known)
  }

  function begin(folder: string): void {
    const watcher = watchOne(folder, { recursive, persistent: false }, (event, name) => {
      if (event === 'rename' && name !== null && !recursive) {
        forgetAllIn(join(folder, name))
        // So it is told that the folder itself went away.
        if (name === basename(folder)) forgetAllIn(folder)
      }
      onChange()
    })
    watchers.set(folder, watcher)
    watcher.on('error', (error) => {
      forget(folder)
      refuse(error)
      onChange()
    })
  }

  return {
    follow(folders) {
      const wanted = new Set(folders)
      for (const folder of watchers.keys()) if (!wanted.has(folder)) forget(folder)
      isWhole = true
      let added = false
      for (const folder of wanted) {
        if (watchers.has(folder)) continue
        try {
          begin(folder)
          added = true
        } catch (error) {
          if (refuse(error)) break
        }
      }
      return added
    },
    isWhole: () => isWhole,
    close() {
      for (const folder of watchers.keys()) forget(folder)
    },
  }
}

/** Elsewhere a watch is of one folder, and each folder needs its own. */
export const watchesRecursively = process.platform === 'darwin' || process.platform === 'win32'
