// One host owns a data folder; a second one learns where the first can be reached.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../base/errors.ts'
import { lockFolder } from '../database/folder-lock.ts'

export type FolderOwner = {
  announce(address: string): void
  release(): void
}

/** Throws `app/already-running`; `details.address` is there once the other host answers. */
export function claimFolder(dataFolder: string): FolderOwner {
  const addressFile = join(dataFolder, 'address.txt')
  const lock = lockFolder(join(dataFolder, 'host.lock'))
  if (lock === null) {
    const address = readAddress(addressFile)
    throw new AppError(
      'app/already-running',
      address === null
        ? 'Lamina already runs with this data folder.'
        : `Lamina already runs with this data folder at ${address}`,
      {
        hint: 'Use the one that runs, or choose another data folder.',
        details: { dataFolder, ...(address === null ? {} : { address }) },
      },
    )
  }
  return {
    // The address holds the token: for this user's eyes only.
    announce: (address) => writeFileSync(addressFile, address, { mode: 0o600 }),
    release() {
      rmSync(addressFile, { force: true })
      lock.release()
    },
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
