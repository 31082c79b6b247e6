// Bytes that can be read from anywhere: a file on disk, or a buffer in a test.

export interface ByteSource {
  readonly sizeBytes: number
  /** Exactly `length` bytes in memory of their own, so that they can be handed on as aligned numbers. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}
