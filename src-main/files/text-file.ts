// Small text files that lie beside models.
import { AppError } from '../base/errors.ts'
import { readFileBytes } from './file-bytes.ts'

/** UTF-8; refuses files larger than `mostBytes` with `file/too-large`. */
export async function readTextFile(path: string, mostBytes: number): Promise<string> {
  return new TextDecoder().decode(await readFileBytes(path, mostBytes))
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
