// What the system says when a file or a folder does not let itself be moved, as one of our errors.
import { basename } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { Code } from '../../messages/table.ts'
import { systemCode } from '../system-error.ts'

type MoveCode = Extract<Code, `move/${string}` | 'file/missing'>

const codes: Readonly<Record<string, MoveCode>> = {
  ENOENT: 'file/missing',
  ENOTDIR: 'file/missing',
  EEXIST: 'move/taken',
  ENOTEMPTY: 'move/taken',
  EISDIR: 'move/taken',
  EXDEV: 'move/other-volume',
  ENOSPC: 'move/disk-full',
  EDQUOT: 'move/disk-full',
  EACCES: 'move/no-permission',
  EPERM: 'move/no-permission',
  EROFS: 'move/read-only',
  EBUSY: 'move/in-use',
  ETXTBSY: 'move/in-use',
  ENAMETOOLONG: 'move/name-too-long',
}

/** `path`: the one that the error is about. */
export function moveError(cause: unknown, path: string): AppError {
  if (cause instanceof AppError) return cause
  const known = systemCode(cause)
  const code = Object.hasOwn(codes, known) ? codes[known]! : 'move/failed'
  return new AppError(code, { file: basename(path) }, { details: { path, systemCode: known }, cause })
}
