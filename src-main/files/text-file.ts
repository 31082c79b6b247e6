// Small text files that lie beside models.
import { openFileSource } from './file-source.ts'
import { AppError } from '../base/errors.ts'
import { basename } from 'node:path'

/** UTF-8; refuses files larger than `mostBytes` with `file/too-large`. */
export async function readTextFile(path: string, mostBytes: number): Promise<string> {
  const { source } = await openFileSource(path)
  try {
    if (source.sizeBytes > mostBytes)
      throw new AppError('file/too-large', `"${basename(path)}" is far larger than such a file should be.`, {
        hint: 'Look whether it is the right file.',
        details: { path, sizeBytes: source.sizeBytes, mostBytes },
      })
    return new TextDecoder().decode(await source.read(0, source.sizeBytes))
  } finally {
    await source.close()
  }
}

/** Undefined when there is no such file. */
export async function readTextFileIfThere(path: string, mostBytes: number): Promise<string | undefined> {
  try {
    return await readTextFile(path, mostBytes)
  } catch (error) {
    if (error instanceof AppError && error.code === 'file/missing') return undefined
    throw error
  }
}
