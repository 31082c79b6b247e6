// Many small reads near each other, taken from larger ones: a file of a million entries is not asked a million times.
import type { ByteSource } from './byte-source.ts'

/** A page of memory: whatever is read, the system reads as much. */
const pieceBytes = 4096

/** Reads of at most a piece each; later ones are quick when they lie behind the one before. */
export function readAhead(source: ByteSource): ByteSource['read'] {
  let start = 0
  let piece = new Uint8Array(0)
  return async (offset, length) => {
    if (offset < start || offset + length > start + piece.length) {
      start = offset
      piece = await source.read(offset, Math.max(length, Math.min(pieceBytes, source.sizeBytes - offset)))
    }
    return piece.slice(offset - start, offset - start + length)
  }
}
