// The folder that holds everything Lamina keeps for itself: made, and kept to its owner.
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../base/errors.ts'
import { compiledFolder } from '../files/compiled-code.ts'
import { writeError } from '../files/system-error.ts'

/** What lies in it and is Lamina's alone; prompts and pictures are nobody else's business. */
export const ownFolders = [
  'adapter-previews',
  'backups',
  compiledFolder,
  'damaged',
  'drafts',
  'idle-previews',
  'logs',
  'pictures',
  'previews',
  'thumbnails',
  'training',
  'training-cache',
  'training-thumbnails',
  'trash',
] as const

/**
 * A new folder is its owner's alone; one that was there keeps its own rights, and what
 * lies in it is tightened. Errors: `disk/…`.
 */
export function prepareDataFolder(folder: string): void {
  makeOwnFolder(folder)
  for (const name of ownFolders) tighten(join(folder, name))
}

/** A folder of Lamina's own. Errors: `disk/…`. */
export function makeOwnFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw writeError(cause, path)
  }
}

/** The same, with nothing in it. */
export function emptyOwnFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch (cause) {
    throw writeError(cause, path)
  }
  makeOwnFolder(path)
}

function tighten(path: string): void {
  try {
    const found = lstatSync(path)
    if (found.isDirectory() && (found.mode & 0o077) !== 0) chmodSync(path, 0o700)
    // Somebody put a file there: what needs the folder would fail much later, with a worse message.
    if (found.isFile()) throw new AppError('disk/file-in-the-way', { file: path })
  } catch (error) {
    if (error instanceof AppError) throw error
    // It is not there yet, or belongs to somebody else: that is for whoever needs it to say.
  }
}
