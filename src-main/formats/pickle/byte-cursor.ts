// Reads a pickle's operands one after the other and never past its end.

/** A pickle that breaks its own rules. `ended`: only because the bytes ended; with more of them it might be whole. */
export class PickleError extends Error {
  readonly ended: boolean
  constructor(message: string, ended = false) {
    super(message)
    this.name = 'PickleError'
    this.ended = ended
  }
}

export type ByteCursor = {
  readonly position: () => number
  u8(): number
  u16(): number
  i32(): number
  u32(): number
  /** A 64-bit length, exact up to 2^53; no data is longer. */
  length64(): number
  f64(): number
  bytes(length: number): Uint8Array
  text(length: number): string
  /** The text up to the next line feed, without it. */
  line(): string
}

export function byteCursor(bytes: Uint8Array, start = 0): ByteCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const decoder = new TextDecoder()
  let position = start

  function advance(length: number): number {
    const from = position
    if (length > bytes.length - from) throw new PickleError('it ends too early', true)
    position += length
    return from
  }
  const take = (length: number): Uint8Array => {
    const from = advance(length)
    return bytes.subarray(from, from + length)
  }
  return {
    position: () => position,
    u8: () => view.getUint8(advance(1)),
    u16: () => view.getUint16(advance(2), true),
    i32: () => view.getInt32(advance(4), true),
    u32: () => view.getUint32(advance(4), true),
    length64() {
      const from = advance(8)
      return view.getUint32(from + 4, true) * 0x100000000 + view.getUint32(from, true)
    },
    f64: () => view.getFloat64(advance(8)),
    bytes: take,
    text: (length) => decoder.decode(take(length)),
    line() {
      const end = bytes.indexOf(0x0a, position)
      if (end < 0) throw new PickleError('it ends too early', true)
      const line = decoder.decode(bytes.subarray(position, end))
      position = end + 1
      return line
    },
  }
}
