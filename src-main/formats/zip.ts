// The directory of a zip archive, zip64 included: where each entry lies. Nothing is unpacked here.
import { cutText } from '../base/cut.ts'
import { AppError } from '../base/errors.ts'
import type { ByteSource } from './byte-source.ts'

export type ZipEntry = {
  readonly name: string
  readonly method: 'stored' | 'deflated'
  /** As it lies in the archive. */
  readonly packedBytes: number
  readonly sizeBytes: number
  readonly headerOffset: number
}

const endRecord = { signature: 0x06054b50, bytes: 22 }
const locator64 = { signature: 0x07064b50, bytes: 20 }
const endRecord64 = { signature: 0x06064b50, bytes: 56 }
const centralHeader = { signature: 0x02014b50, bytes: 46 }
const localHeader = { signature: 0x04034b50, bytes: 30 }

/** A comment of 65 535 bytes may follow the end record. */
const longestTail = endRecord.bytes + 0xffff
const largestDirectory = 64_000_000
/** One for each tensor of a model, and a few. */
const mostEntries = 110_000
const decoder = new TextDecoder()
const methods = new Map([
  [0, 'stored'],
  [8, 'deflated'],
] as const)

/** Errors: `zip/truncated`, `zip/damaged`, `zip/unsupported`. */
export async function readZipDirectory(source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const place = await findDirectory(source)
  if (place.sizeBytes > largestDirectory || place.offset + place.sizeBytes > source.sizeBytes)
    throw damaged('its directory lies outside of it')
  const bytes = await source.read(place.offset, place.sizeBytes)
  const entries = new Map<string, ZipEntry>()
  for (let position = 0; position < bytes.length;) {
    const { entry, length } = readCentralHeader(bytes, position)
    if (entries.size === mostEntries)
      throw damaged(`it holds more than ${mostEntries} files, which no model does`)
    if (entries.has(entry.name)) throw damaged(`"${cutText(entry.name)}" is in it twice`)
    if (entry.headerOffset + localHeader.bytes + entry.packedBytes > source.sizeBytes) throw truncated()
    entries.set(entry.name, entry)
    position += length
  }
  return entries
}

/** Where the entry's packed bytes begin. */
export async function zipDataOffset(
  source: Pick<ByteSource, 'read' | 'sizeBytes'>,
  entry: ZipEntry,
): Promise<number> {
  const view = viewOf(await source.read(entry.headerOffset, localHeader.bytes))
  if (view.getUint32(0, true) !== localHeader.signature)
    throw damaged(`"${cutText(entry.name)}" is not where it should be`)
  const offset = entry.headerOffset + localHeader.bytes + view.getUint16(26, true) + view.getUint16(28, true)
  if (offset + entry.packedBytes > source.sizeBytes) throw truncated()
  return offset
}

type Place = { readonly offset: number; readonly sizeBytes: number }

async function findDirectory(source: ByteSource): Promise<Place> {
  const tailBytes = Math.min(source.sizeBytes, longestTail)
  const tailOffset = source.sizeBytes - tailBytes
  const tail = viewOf(await source.read(tailOffset, tailBytes))
  for (let at = tailBytes - endRecord.bytes; at >= 0; at--) {
    if (tail.getUint32(at, true) !== endRecord.signature) continue
    const place = { sizeBytes: tail.getUint32(at + 12, true), offset: tail.getUint32(at + 16, true) }
    const entries = tail.getUint16(at + 10, true)
    const needs64 = entries === 0xffff || place.sizeBytes === 0xffffffff || place.offset === 0xffffffff
    return needs64 ? findDirectory64(source, tailOffset + at - locator64.bytes) : place
  }
  throw truncated()
}

async function findDirectory64(source: ByteSource, locatorOffset: number): Promise<Place> {
  if (locatorOffset < 0) throw damaged('it lacks its 64-bit directory')
  const locator = viewOf(await source.read(locatorOffset, locator64.bytes))
  if (locator.getUint32(0, true) !== locator64.signature) throw damaged('it lacks its 64-bit directory')
  const recordOffset = u64(locator, 8)
  if (recordOffset + endRecord64.bytes > source.sizeBytes) throw truncated()
  const record = viewOf(await source.read(recordOffset, endRecord64.bytes))
  if (record.getUint32(0, true) !== endRecord64.signature) throw damaged('it lacks its 64-bit directory')
  return { sizeBytes: u64(record, 40), offset: u64(record, 48) }
}

function readCentralHeader(bytes: Uint8Array, position: number): { entry: ZipEntry; length: number } {
  if (position + centralHeader.bytes > bytes.length) throw damaged('its directory ends too early')
  const view = new DataView(bytes.buffer, bytes.byteOffset + position, bytes.length - position)
  if (view.getUint32(0, true) !== centralHeader.signature) throw damaged('its directory is broken')
  const nameBytes = view.getUint16(28, true)
  const extraBytes = view.getUint16(30, true)
  const length = centralHeader.bytes + nameBytes + extraBytes + view.getUint16(32, true)
  if (position + length > bytes.length) throw damaged('its directory ends too early')
  const nameStart = position + centralHeader.bytes
  const name = decoder.decode(bytes.subarray(nameStart, nameStart + nameBytes))
  const method = methods.get(view.getUint16(10, true) as 0 | 8)
  const encrypted = (view.getUint16(8, true) & 1) !== 0
  if (method === undefined || encrypted) throw new AppError('zip/unsupported', { name })
  const size = sizeReader(extraField(view, centralHeader.bytes + nameBytes, extraBytes))
  const sizeBytes = size(view.getUint32(24, true))
  const packedBytes = size(view.getUint32(20, true))
  const headerOffset = size(view.getUint32(42, true))
  return { entry: { name, method, packedBytes, sizeBytes, headerOffset }, length }
}

/** Where a 32-bit field is full, the 64-bit extra field holds the number: one for each full field, in their order. */
function sizeReader(extra: DataView): (field: number) => number {
  let position = 0
  return (field) => {
    if (field !== 0xffffffff) return field
    if (position + 8 > extra.byteLength) throw damaged('a 64-bit size is missing')
    position += 8
    return u64(extra, position - 8)
  }
}

/** The zip64 extra field among the others; empty when there is none. */
function extraField(view: DataView, start: number, length: number): DataView {
  const end = start + length
  for (let at = start; at + 4 <= end;) {
    const size = view.getUint16(at + 2, true)
    if (at + 4 + size > end) break
    if (view.getUint16(at, true) === 1) return new DataView(view.buffer, view.byteOffset + at + 4, size)
    at += 4 + size
  }
  return new DataView(view.buffer, view.byteOffset, 0)
}

function u64(view: DataView, offset: number): number {
  const value = view.getUint32(offset + 4, true) * 0x100000000 + view.getUint32(offset, true)
  if (!Number.isSafeInteger(value)) throw damaged('a size in it is impossible')
  return value
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function damaged(why: string): AppError {
  return new AppError('zip/damaged', {}, { details: { why } })
}

function truncated(): AppError {
  return new AppError('zip/truncated')
}
