// The size of a PNG by its first bytes.
import { isPng } from '../formats/png-text.ts'
import { openRegularFile } from './regular-file.ts'

/** Signature, the length and name of the first chunk, then width and height. */
const headBytes = 24
const sizeAt = 16

/** Pixels; null for what is not a PNG. Errors: those of opening. */
export async function readPngSize(path: string): Promise<{ width: number; height: number } | null> {
  const { file } = await openRegularFile(path)
  try {
    const head = Buffer.alloc(headBytes)
    const { bytesRead } = await file.read(head, 0, headBytes, 0)
    if (bytesRead < headBytes || !isPng(head)) return null
    return { width: head.readUInt32BE(sizeAt), height: head.readUInt32BE(sizeAt + 4) }
  } finally {
    await file.close()
  }
}
