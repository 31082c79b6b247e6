// What the system says about a folder, as a sentence with a way out.
import { AppError } from '../base/errors.ts'

const sentences: Record<string, readonly [code: string, message: string, hint: string]> = {
  ENOSPC: ['disk/full', 'The disk is full.', 'Make room, or choose another pictures folder in Settings.'],
  EDQUOT: ['disk/full', 'The disk quota is used up.', 'Make room, or choose another pictures folder.'],
  EROFS: ['disk/read-only', 'The disk is read-only.', 'Choose another pictures folder in Settings.'],
  EACCES: ['disk/no-permission', 'Writing there is not allowed.', 'Choose another folder in Settings.'],
  EPERM: ['disk/no-permission', 'Writing there is not allowed.', 'Choose another folder in Settings.'],
  ENOTDIR: ['disk/no-folder', 'A file is in the way of the folder.', 'Choose another folder in Settings.'],
  EEXIST: ['disk/no-folder', 'A file is in the way of the folder.', 'Choose another folder in Settings.'],
  ENOENT: ['disk/missing', 'The file is no longer there.', 'It was moved or deleted outside Lamina.'],
}

export function diskError(cause: unknown, path: string): AppError {
  const systemCode = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const [code, message, hint] = sentences[systemCode] ?? [
    'disk/failed',
    'The disk refused.',
    'Check the folder, then try again.',
  ]
  return new AppError(code, message, { hint, details: { path, systemCode }, cause })
}
