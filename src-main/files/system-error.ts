// What the operating system says about a file, as one of our errors.
import { basename } from 'node:path'
import { AppError } from '../base/errors.ts'
import type { Code } from '../messages/table.ts'

type FileCode = Extract<Code, `file/${string}` | `disk/${string}`>
type OfSystem = Readonly<Record<string, FileCode>>

const reading = {
  ENOENT: 'file/missing',
  ENOTDIR: 'file/missing',
  // No disk holds a file of such a name.
  ENAMETOOLONG: 'file/missing',
  EACCES: 'file/unreadable',
  EPERM: 'file/unreadable',
  EMFILE: 'file/too-many-open',
} as const satisfies OfSystem

const writing = {
  ENOSPC: 'disk/full',
  EDQUOT: 'disk/full',
  EFBIG: 'disk/file-too-large',
  EACCES: 'disk/no-permission',
  EPERM: 'disk/no-permission',
  EROFS: 'disk/read-only',
  ENOENT: 'disk/no-folder',
  ENOTDIR: 'disk/file-in-the-way',
  EISDIR: 'disk/folder-in-the-way',
  ENAMETOOLONG: 'disk/name-too-long',
} as const satisfies OfSystem

export function readError(cause: unknown, path: string): AppError {
  return systemError(cause, path, reading, 'file/read-failed')
}

export function writeError(cause: unknown, path: string): AppError {
  return systemError(cause, path, writing, 'disk/write-failed')
}

/** `ENOENT` and kin; empty for errors that are not the system's. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function systemError(
  cause: unknown,
  path: string,
  codes: typeof reading | typeof writing,
  otherwise: 'file/read-failed' | 'disk/write-failed',
): AppError {
  if (cause instanceof AppError) return cause
  const known = systemCode(cause)
  const code = Object.hasOwn(codes, known) ? codes[known as keyof typeof codes] : otherwise
  return new AppError(code, { file: basename(path) }, { details: { path, systemCode: known }, cause })
}
