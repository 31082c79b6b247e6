// Files that are small or valid enough to be tried, and made to cost whoever reads them all their time or memory.
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, p, zipOf } from './write-pickle.ts'

function safetensors(header: string): Buffer {
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)))
  return Buffer.concat([length, Buffer.from(header)])
}

/** 71 MB of tensors without a number in them. */
export function emptyTensors(count = 1_300_000): Buffer {
  const entries = Array.from(
    { length: count },
    (_, at) => `"t${at.toString(36)}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`,
  )
  return safetensors(`{${entries.join(',')}}`)
}

/** One tensor whose size is wrong, so that the report of it quotes its name of 60 MB. */
export function longName(length = 60_000_000): Buffer {
  return safetensors(`{"${'n'.repeat(length)}":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}`)
}

/** A title of 50 MB on a file that is otherwise sound. */
export function longTitle(length = 50_000_000): Buffer {
  const tensor = '"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}'
  const header = `{"__metadata__":{"modelspec.title":"${'t'.repeat(length)}"},${tensor}}`
  return Buffer.concat([safetensors(header), Buffer.alloc(1)])
}

/** A header of numbers that mean nothing to anyone, five million of them. */
export function idleValues(count = 5_000_000): Buffer {
  return safetensors(`{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":[${'0,'.repeat(count)}0]}}`)
}

/** What the memo keeps is pushed again by three bytes. */
const memo = (index: number): Buffer => bytesOf('j', u32(index))
const keep = (index: number): Buffer => bytesOf('r', u32(index))

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** A torch archive of 3.7 MB: 150,000 entries, each of which leads to the same 400,000 items. */
export function quadratic(entries = 150_000, items = 400_000): Buffer {
  const shared = bytesOf('](', Buffer.alloc(items, 'N'), 'e', keep(0))
  const named = Array.from({ length: entries }, (_, at) =>
    bytesOf(p.text(at.toString(36)), p.global('a', 'B'), memo(0), bytesOf(0x85), 'R'),
  )
  const root = bytesOf(shared, '0', '}(', Buffer.concat(named), 'u')
  return zipOf([{ name: 'm/data.pkl', bytes: bytesOf(p.proto(), root, p.end), deflated: true }])
}

/** The same over dictionaries that have an order: asking whether one is a dictionary must not read it. */
export function quadraticOrder(entries = 100_000, pairs = 300_000): Buffer {
  const shared = bytesOf(
    p.call('collections', 'OrderedDict'),
    keep(0),
    '(',
    Buffer.concat(Array.from({ length: pairs }, (_, at) => bytesOf(p.text(at.toString(36)), 'N'))),
    'u',
  )
  const named = Array.from({ length: entries }, (_, at) => bytesOf(p.text(at.toString(36)), memo(0)))
  const root = bytesOf(shared, '0', '}(', Buffer.concat(named), 'u')
  return zipOf([{ name: 'm/data.pkl', bytes: bytesOf(p.proto(), root, p.end), deflated: true }])
}

/** An object into which one dictionary was put again and again, where a learned word would hold its vectors. */
export function states(times = 200_000, pairs = 300_000): Buffer {
  const dictionary = bytesOf(
    '}',
    keep(0),
    '(',
    Buffer.concat(Array.from({ length: pairs }, (_, at) => bytesOf(p.text(at.toString(36)), 'N'))),
    'u0',
  )
  const put = Buffer.concat(Array.from({ length: times }, () => bytesOf(memo(0), 'b')))
  const held = bytesOf(p.call('a', 'B'), put)
  const root = bytesOf(dictionary, '}(', p.text('string_to_param'), held, 'u')
  return zipOf([{ name: 'm/data.pkl', bytes: bytesOf(p.proto(), root, p.end), deflated: true }])
}

/** One tensor in a storage that claims three gigabytes and is packed into a few bytes. */
export function packedStorage(): Buffer {
  const size = 3 * 2 ** 30
  const root = p.dict(['a', p.tensor(p.storage('FloatStorage', '0', size / 4), 0, [1], [1])])
  const pickle = { name: 'm/data.pkl', bytes: bytesOf(p.proto(), root, p.end) }
  return zipOf([pickle, { name: 'm/data/0', bytes: new Uint8Array(1000), deflated: true, claimedSize: size }])
}

/** A torch archive of 61 MB whose directory has 1.15 million files, all in the same place. */
export function zipEntries(count = 1_150_000): Buffer {
  const name = (at: number): string => at.toString(36).padStart(4, '0')
  const local = Buffer.alloc(34)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(4, 26)
  const entryBytes = 50
  const directory = Buffer.alloc(count * entryBytes)
  for (let at = 0; at < count; at++) {
    directory.writeUInt32LE(0x02014b50, at * entryBytes)
    directory.writeUInt16LE(4, at * entryBytes + 28)
    directory.write(name(at), at * entryBytes + 46)
  }
  return Buffer.concat([local, directory, ...end64(count, directory.length, local.length)])
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
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(0xffff, 10)
  end.writeUInt32LE(0xffffffff, 12)
  end.writeUInt32LE(0xffffffff, 16)
  return [record, locator, end]
}

/** A checkpoint of the old form, 9 MB: one storage, named 900,000 times. */
export function storageKeys(count = 900_000): Buffer {
  const magic = bytesOf(p.proto(), 0x8a, 10, Buffer.from('6cfc9c46f9206aa85019', 'hex'), p.end)
  const version = bytesOf(p.proto(), p.int(1001), p.end)
  const machine = bytesOf(p.proto(), p.dict(['little_endian', bytesOf(0x88)]), p.end)
  const root = p.dict(['a', p.tensor(p.storage('ByteStorage', 'k', 0), 0, [0], [1])])
  const keys = bytesOf(p.text('k'), keep(0), '0](', Buffer.alloc(2 * count, Buffer.of(0x68, 0)), 'e')
  return Buffer.concat([
    magic,
    version,
    machine,
    bytesOf(p.proto(), root, p.end),
    bytesOf(p.proto(), keys, p.end),
    Buffer.alloc(8 * count),
  ])
}

export const bombs: Readonly<Record<string, () => Buffer>> = {
  'empty-tensors.safetensors': emptyTensors,
  'long-name.safetensors': longName,
  'long-title.safetensors': longTitle,
  'idle-values.safetensors': idleValues,
  'quadratic.pt': quadratic,
  'quadratic-few.pt': () => quadratic(90_000),
  'quadratic-order.pt': quadraticOrder,
  'states.pt': states,
  'zip-entries.pt': zipEntries,
  'storage-keys.ckpt': storageKeys,
}

/** All of them, five pipes and a link to a device, as files of a folder. Returns their names. */
export function writeBombs(folder: string): string[] {
  mkdirSync(folder, { recursive: true })
  for (const [name, make] of Object.entries(bombs)) writeFileSync(join(folder, name), make())
  if (process.platform === 'win32') return Object.keys(bombs)
  const pipes = Array.from({ length: 5 }, (_, at) => `m${at}.safetensors`)
  for (const name of pipes) execFileSync('mkfifo', [join(folder, name)])
  symlinkSync('/dev/zero', join(folder, 'zeros.ckpt'))
  return [...Object.keys(bombs), ...pipes, 'zeros.ckpt']
}
