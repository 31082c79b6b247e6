// Whether a file could be written, asked before the work whose result it is to hold.
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCode, writeError } from './system-error.ts'

/** Throws the `disk/…` error that writing the file would end with, as far as it can be known; writes nothing. */
export async function checkWritable(path: string): Promise<void> {
  try {
    const folder = dirname(path)
    if (!(await stat(folder)).isDirectory()) throw systemError('ENOTDIR')
    await access(folder, constants.W_OK)
    if (await isFolder(path)) throw systemError('EISDIR')
  } catch (cause) {
    throw writeError(cause, path)
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return false
    throw cause
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code })
}
