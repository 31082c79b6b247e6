// Bytes that can be read from anywhere: a file on disk, or a buffer in a test.

export interface ByteSource {
  readonly sizeBytes: number
  /** Exactly `length` bytes in memory of their own, so that they can be handed on as aligned numbers. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}

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
