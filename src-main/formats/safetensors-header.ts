// The header of a safetensors file: every rule of the format checked, each with its own error.
import { AppError } from '../base/errors.ts'
import { cutText } from '../base/cut.ts'
import { safeProduct } from '../base/shape.ts'
import type { ByteSource } from './byte-source.ts'
import { DuplicateKeyError, JsonError, jsonReader, type JsonReader } from './json-reader.ts'
import { safetensorsTypes } from './safetensors-dtypes.ts'
import { longestName, mostMetadata, mostTensors, nameTooLong, tooManyTensors } from './table-limits.ts'

export type SafetensorsEntry = {
  readonly name: string
  /** The format's own name: `F16`, `F8_E4M3`. */
  readonly type: string
  readonly shape: readonly number[]
  /** From the start of the file. */
  readonly offset: number
  readonly sizeBytes: number
}

export type SafetensorsHeader = {
  /** Where the tensors begin: 8 + the length of the JSON. */
  readonly dataOffset: number
  /** In the header's own order. */
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>
  readonly metadata: ReadonlyMap<string, string>
}

export const maxHeaderBytes = 100_000_000
const lengthBytes = 8
const metadataKey = '__metadata__'

/** No network has more axes; a shape that claims more is an attack on memory. */
const maxAxes = 64

/** Reads only the header. Errors are `safetensors/…`, one for each rule that a file can break. */
export async function readSafetensorsHeader(source: ByteSource): Promise<SafetensorsHeader> {
  if (source.sizeBytes < lengthBytes)
    throw new AppError('safetensors/header-too-small', {}, { details: { sizeBytes: source.sizeBytes } })
  const length = headerLength(await source.read(0, lengthBytes))
  if (length > maxHeaderBytes)
    throw new AppError('safetensors/header-too-large', {}, { details: { headerBytes: length } })
  const dataOffset = lengthBytes + length
  if (dataOffset > source.sizeBytes)
    throw new AppError(
      'safetensors/header-beyond-file',
      {},
      { details: { headerBytes: length, sizeBytes: source.sizeBytes } },
    )
  return parseHeader(await source.read(lengthBytes, length), source.sizeBytes - dataOffset)
}

/** Exact up to 2^53; beyond it is too large anyway. */
function headerLength(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, lengthBytes)
  return view.getUint32(4, true) * 0x100000000 + view.getUint32(0, true)
}

function parseHeader(json: Uint8Array, dataBytes: number): SafetensorsHeader {
  const dataOffset = lengthBytes + json.length
  const entries: RawEntry[] = []
  let metadata: ReadonlyMap<string, string> = new Map()
  const reader = jsonReader(decode(json))
  try {
    reader.object((key) => {
      if (key === metadataKey) metadata = readMetadata(reader)
      else {
        if (entries.length === mostTensors) throw tooManyTensors()
        if (key.length > longestName) throw nameTooLong(key)
        entries.push(readEntry(key, reader))
      }
    })
    reader.end()
  } catch (error) {
    if (error instanceof DuplicateKeyError)
      throw new AppError(
        'safetensors/duplicate-key',
        { name: error.key },
        { details: { position: error.position } },
      )
    if (error instanceof JsonError)
      throw new AppError(
        'safetensors/header-not-json',
        { position: error.position },
        { details: { why: error.message } },
      )
    throw error
  }
  checkCoverage(entries, dataBytes)
  const tensors = new Map(
    entries.map(({ name, type, shape, begin, end }) => [
      name,
      { name, type, shape, offset: dataOffset + begin, sizeBytes: end - begin },
    ]),
  )
  return { dataOffset, tensors, metadata }
}

function decode(json: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json)
  } catch {
    throw new AppError('safetensors/header-not-utf8')
  }
}

const quoted = (name: string): string => JSON.stringify(cutText(name))

type RawEntry = { name: string; type: string; shape: number[]; begin: number; end: number }

/** Texts by their keys; nothing for the word null. Errors: `safetensors/metadata-not-text`, those of the reader. */
export function readMetadata(reader: JsonReader): Map<string, string> {
  const metadata = new Map<string, string>()
  if (reader.isNull()) return metadata
  reader.object((key) => {
    if (metadata.size === mostMetadata) reader.fail(`it has more than ${mostMetadata} words of metadata`)
    // Other writers' numbers and lists are not what the format allows, and it says nothing of what they mean.
    if (!reader.isText()) throw new AppError('safetensors/metadata-not-text', { key })
    metadata.set(key, reader.string())
  })
  return metadata
}

function readEntry(name: string, reader: JsonReader): RawEntry {
  let type: string | undefined
  let shape: number[] | undefined
  let offsets: number[] | undefined
  reader.object((field) => {
    if (field === 'dtype') type = readType(name, reader)
    else if (field === 'shape') shape = readCounts(reader, maxAxes)
    else if (field === 'data_offsets') offsets = readCounts(reader, 2)
    else reader.skip()
  })
  const [begin, end] = offsets ?? []
  if (type === undefined || shape === undefined || begin === undefined || end === undefined)
    return reader.fail(`tensor ${quoted(name)} lacks its dtype, shape or two data_offsets`)
  return { name, type, shape, begin, end }
}

function readType(name: string, reader: JsonReader): string {
  const type = reader.string()
  if (!safetensorsTypes.has(type)) reader.fail(`tensor ${quoted(name)} has the unknown dtype ${quoted(type)}`)
  return type
}

function readCounts(reader: JsonReader, most: number): number[] {
  const counts: number[] = []
  reader.array((index) => {
    if (index >= most) reader.fail(`a list has more than ${most} numbers`)
    counts.push(reader.count())
  })
  return counts
}

/** Laid end to end in the order of their offsets, the tensors fill the data exactly. */
function checkCoverage(entries: readonly RawEntry[], dataBytes: number): void {
  let previousEnd = 0
  for (const { name, type, shape, begin, end } of entries.toSorted(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== previousEnd || end < begin)
      throw new AppError('safetensors/bad-offset', { name }, { details: { begin, end, previousEnd } })
    const bits = safeProduct([...shape, safetensorsTypes.get(type)?.bits ?? 0])
    if (bits === null || safeProduct(shape) === null)
      throw new AppError('safetensors/size-overflow', { name }, { details: { shape } })
    if (bits % 8 !== 0) throw new AppError('safetensors/partial-byte', { name }, { details: { shape, type } })
    if (bits / 8 !== end - begin)
      throw new AppError(
        'safetensors/size-mismatch',
        { name },
        { details: { shape, type, sizeBytes: end - begin } },
      )
    previousEnd = end
  }
  const details = { expectedBytes: previousEnd, foundBytes: dataBytes }
  if (previousEnd > dataBytes) throw new AppError('safetensors/truncated', {}, { details })
  if (previousEnd < dataBytes) throw new AppError('safetensors/trailing-bytes', {}, { details })
}
