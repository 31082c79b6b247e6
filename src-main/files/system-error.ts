// What the operating system says about a file, as a sentence with a way out.
import { basename } from 'node:path'
import { AppError } from '../base/errors.ts'

type Sentence = { readonly code: string; readonly message: (name: string) => string; readonly hint: string }

const noPermission: Sentence = {
  code: 'file/unreadable',
  message: (name) => `"${name}" may not be read.`,
  hint: 'Allow your user to read it, or copy it to another folder.',
}
const reading: Record<string, Sentence> = {
  ENOENT: {
    code: 'file/missing',
    message: (name) => `There is no file "${name}".`,
    hint: 'It was moved, renamed or deleted; or the disk it lies on is not connected.',
  },
  ENOTDIR: {
    code: 'file/missing',
    message: (name) => `There is no file "${name}".`,
    hint: 'Part of its path is not a folder.',
  },
  EACCES: noPermission,
  EPERM: noPermission,
  EMFILE: {
    code: 'file/too-many-open',
    message: (name) => `"${name}" could not be opened: too many files are open.`,
    hint: 'Restart Lamina; if it happens again, raise the limit of open files.',
  },
}
const readingElse: Sentence = {
  code: 'file/read-failed',
  message: (name) => `Reading "${name}" failed.`,
  hint: 'The disk may be damaged or disconnected: copy the file to another disk.',
}

const full: Sentence = {
  code: 'disk/full',
  message: (name) => `The disk is full: "${name}" was not written.`,
  hint: 'Make room, or choose another folder.',
}
const forbidden: Sentence = {
  code: 'disk/no-permission',
  message: (name) => `"${name}" may not be written there.`,
  hint: 'Choose another folder.',
}
const writing: Record<string, Sentence> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: {
    code: 'disk/file-too-large',
    message: (name) => `The disk does not take files as large as "${name}".`,
    hint: 'Choose another disk; FAT disks stop at 4 GB.',
  },
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: {
    code: 'disk/read-only',
    message: (name) => `The disk is read-only: "${name}" was not written.`,
    hint: 'Choose another folder.',
  },
  ENOENT: {
    code: 'disk/no-folder',
    message: (name) => `The folder of "${name}" does not exist.`,
    hint: 'Make the folder, or choose another.',
  },
  ENOTDIR: {
    code: 'disk/no-folder',
    message: (name) => `A file is in the way of the folder of "${name}".`,
    hint: 'Choose another folder.',
  },
  EISDIR: {
    code: 'disk/no-folder',
    message: (name) => `A folder is in the way of "${name}".`,
    hint: 'Choose another name.',
  },
}
const writingElse: Sentence = {
  code: 'disk/write-failed',
  message: (name) => `Writing "${name}" failed.`,
  hint: 'The disk may be damaged or disconnected: choose another folder.',
}

export function readError(cause: unknown, path: string): AppError {
  return sentenceFor(cause, path, reading, readingElse)
}

export function writeError(cause: unknown, path: string): AppError {
  return sentenceFor(cause, path, writing, writingElse)
}

/** `ENOENT` and kin; empty for errors that are not the system's. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function sentenceFor(
  cause: unknown,
  path: string,
  table: Record<string, Sentence>,
  otherwise: Sentence,
): AppError {
  if (cause instanceof AppError) return cause
  const known = systemCode(cause)
  const { code, message, hint } = (Object.hasOwn(table, known) ? table[known] : undefined) ?? otherwise
  return new AppError(code, message(basename(path)), { hint, details: { path, systemCode: known }, cause })
}
