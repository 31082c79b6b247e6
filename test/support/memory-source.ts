// A byte source over a buffer.
import type { ByteSource } from '../../src-main/formats/byte-source.ts'

export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > bytes.length)
        return Promise.reject(new RangeError(`bytes ${offset} to ${offset + length} of ${bytes.length}`))
      // A Buffer's own `slice` would hand out its memory instead of a copy.
      return Promise.resolve(new Uint8Array(bytes.subarray(offset, offset + length)))
    },
    close: () => Promise.resolve(),
  }
}
