// One host owns a data folder; a second one learns where the first can be reached.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../base/errors.ts'
import { lockFolder, type FolderLock } from '../database/folder-lock.ts'

export type FolderOwner = {
  /** Says where this host can be reached; for whoever comes later, so a disk that does not take it changes nothing. */
  announce(address: string): void
  /** After the folder was away: claims what lies there now; false when it is another host's, or nothing is there. */
  renew(): boolean
  release(): void
}

/** Throws `app/already-running`; `details.address` is there once the other host answers. Also `disk/…`. */
export function claimFolder(dataFolder: string): FolderOwner {
  const addressFile = join(dataFolder, 'address.txt')
  const lockFile = join(dataFolder, 'host.lock')
  let lock = take()
  let held = identityOf(lockFile)

  function take(): FolderLock {
    const taken = lockFolder(lockFile)
    if (taken !== null) return taken
    const address = readAddress(addressFile)
    const details = { dataFolder, ...(address === null ? {} : { address }) }
    throw new AppError('app/already-running', { address: address ?? '' }, { details })
  }

  return {
    announce(address) {
      try {
        // The address holds the token: for this user's eyes only.
        writeFileSync(addressFile, address, { mode: 0o600 })
      } catch {
        // Only a second start would have read it, and it is told that Lamina runs all the same.
      }
    },
    renew() {
      const there = identityOf(lockFile)
      if (there === held) return true
      // Not made anew: a folder without a lock is not the one that went away.
      const fresh = there === null ? null : lockFolder(lockFile)
      if (fresh === null) return false
      lock.release()
      lock = fresh
      held = there
      return true
    },
    release() {
      try {
        rmSync(addressFile, { force: true })
      } catch {
        // The next start replaces it.
      }
      lock.release()
    },
  }
}

function identityOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    return null
  }
}

function readAddress(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null
  } catch {
    // The other host has not begun to listen yet.
    return null
  }
}
