// Writes pickles and torch archives byte by byte, so that tests can write what no Python would.
import { crc32, deflateRawSync } from 'node:zlib'

/** A text is its instructions' letters; numbers are bytes; bytes are themselves. */
export type Piece = string | number | Uint8Array

export function bytesOf(...pieces: readonly Piece[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) => {
      if (typeof piece === 'string') return Buffer.from(piece, 'latin1')
      return typeof piece === 'number' ? Buffer.of(piece) : Buffer.from(piece)
    }),
  )
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** What can be said in a pickle, as the instructions that push it. */
export const p = {
  proto: (version = 2): Buffer => bytesOf(0x80, version),
  text: (text: string): Buffer => bytesOf('X', u32(Buffer.byteLength(text)), Buffer.from(text)),
  int: (value: number): Buffer => bytesOf('J', u32(value >>> 0)),
  tuple: (...items: Uint8Array[]): Buffer => bytesOf('(', ...items, 't'),
  list: (...items: Uint8Array[]): Buffer => bytesOf('](', ...items, 'e'),
  dict: (...pairs: (readonly [string, Uint8Array])[]): Buffer =>
    bytesOf('}(', ...pairs.flatMap(([key, value]) => [p.text(key), value]), 'u'),
  global: (module: string, name: string): Buffer => bytesOf(`c${module}\n${name}\n`),
  call: (module: string, name: string, ...args: Uint8Array[]): Buffer =>
    bytesOf(p.global(module, name), p.tuple(...args), 'R'),
  persistent: (...id: Uint8Array[]): Buffer => bytesOf(p.tuple(...id), 'Q'),
  storage: (type: string, key: string, count: number): Buffer =>
    p.persistent(p.text('storage'), p.global('torch', type), p.text(key), p.text('cpu'), p.int(count)),
  tensor(storage: Uint8Array, offset: number, shape: readonly number[], strides: readonly number[]): Buffer {
    const numbers = (values: readonly number[]): Buffer => p.tuple(...values.map((value) => p.int(value)))
    return p.call(
      'torch._utils',
      '_rebuild_tensor_v2',
      storage,
      p.int(offset),
      numbers(shape),
      numbers(strides),
      bytesOf(0x89),
      p.call('collections', 'OrderedDict'),
    )
  },
  end: bytesOf('.'),
}

export type ZipFile = {
  readonly name: string
  readonly bytes: Uint8Array
  readonly deflated?: boolean
  /** What the directory claims of this file instead of its true unpacked size. */
  readonly claimedSize?: number
}
export type ZipOptions = {
  /** Sizes and places in the 64-bit fields. */
  readonly zip64?: boolean
  /** What the directory claims instead of the true unpacked size. */
  readonly claimedSize?: number
}

export function zipOf(files: readonly ZipFile[], { zip64 = false, claimedSize }: ZipOptions = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes, deflated = false, claimedSize: ownSize } of files) {
    const packed = deflated ? deflateRawSync(bytes) : Buffer.from(bytes)
    const size = ownSize ?? claimedSize ?? bytes.length
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(deflated ? 8 : 0, 8)
    local.writeUInt32LE(crc32(bytes), 14)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(size, 22)
    local.writeUInt16LE(name.length, 26)
    parts.push(local, Buffer.from(name), packed)

    const extra = zip64 ? Buffer.alloc(28) : Buffer.alloc(0)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(deflated ? 8 : 0, 10)
    central.writeUInt32LE(zip64 ? 0xffffffff : packed.length, 20)
    central.writeUInt32LE(zip64 ? 0xffffffff : size, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt16LE(extra.length, 30)
    central.writeUInt32LE(zip64 ? 0xffffffff : offset, 42)
    if (zip64) {
      extra.writeUInt16LE(1, 0)
      extra.writeUInt16LE(24, 2)
      extra.writeBigUInt64LE(BigInt(size), 4)
      extra.writeBigUInt64LE(BigInt(packed.length), 12)
      extra.writeBigUInt64LE(BigInt(offset), 20)
    }
    directory.push(central, Buffer.from(name), extra)
    offset += 30 + name.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(zip64 ? 0xffff : files.length, 10)
  end.writeUInt32LE(zip64 ? 0xffffffff : central.length, 12)
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16)
  return Buffer.concat([
    ...parts,
    central,
    ...(zip64 ? end64(files.length, central.length, offset) : []),
    end,
  ])
}

function end64(count: number, size: number, offset: number): Buffer[] {
  const record = Buffer.alloc(56)
  record.writeUInt32LE(0x06064b50, 0)
  record.writeBigUInt64LE(44n, 4)
  record.writeBigUInt64LE(BigInt(count), 32)
  record.writeBigUInt64LE(BigInt(size), 40)
  record.writeBigUInt64LE(BigInt(offset), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(offset + size), 8)
  locator.writeUInt32LE(1, 16)
  return [record, locator]
}
