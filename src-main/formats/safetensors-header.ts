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

const problems = {
  'header-too-small': 'The file is too short to be a safetensors file.',
  'header-too-large': 'The file claims a header larger than any safetensors file has.',
  'header-beyond-file': 'The file ends before its header does.',
  'header-not-utf8': 'The header of the file is not readable text.',
  'header-not-json': 'The header of the file is not valid JSON',
  'duplicate-key': 'The header of the file names something twice',
  'bad-offset': 'The tensors of the file overlap or leave a hole',
  'size-overflow': 'A tensor of the file claims an impossible size',
  'partial-byte': 'A tensor of the file ends inside a byte',
  'size-mismatch': 'A tensor of the file has more or fewer bytes than its shape needs',
  truncated: 'The file ends before its last tensor does.',
  'trailing-bytes': 'The file goes on after its last tensor.',
} as const
export type SafetensorsProblem = keyof typeof problems

const hints: Partial<Record<SafetensorsProblem, string>> = {
  'header-beyond-file': 'It was probably not downloaded completely: download it again.',
  truncated: 'It was probably not downloaded completely: download it again.',
}

function refuse(
  problem: SafetensorsProblem,
  about?: string,
  details: Record<string, unknown> = {},
): AppError {
  const sentence = problems[problem]
  return new AppError(`safetensors/${problem}`, about === undefined ? sentence : `${sentence}: ${about}.`, {
    hint: hints[problem] ?? 'It is damaged or was written by a faulty program: get it again from its source.',
    details: { ...details, ...(about === undefined ? {} : { about }) },
  })
}

/** Reads only the header. Errors are `safetensors/…`, one for each rule that a file can break; `tensor/…` for excess. */
export async function readSafetensorsHeader(source: ByteSource): Promise<SafetensorsHeader> {
  if (source.sizeBytes < lengthBytes)
    throw refuse('header-too-small', undefined, { sizeBytes: source.sizeBytes })
  const length = headerLength(await source.read(0, lengthBytes))
  if (length > maxHeaderBytes) throw refuse('header-too-large', undefined, { headerBytes: length })
  const dataOffset = lengthBytes + length
  if (dataOffset > source.sizeBytes)
    throw refuse('header-beyond-file', undefined, { headerBytes: length, sizeBytes: source.sizeBytes })
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
      throw refuse('duplicate-key', quoted(error.key), { position: error.position })
    if (error instanceof JsonError)
      throw refuse('header-not-json', `${error.message}, at character ${error.position}`)
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
    throw refuse('header-not-utf8')
  }
}

const quoted = (name: string): string => JSON.stringify(cutText(name))

type RawEntry = { name: string; type: string; shape: number[]; begin: number; end: number }

function readMetadata(reader: JsonReader): Map<string, string> {
  const metadata = new Map<string, string>()
  if (reader.isNull()) return metadata
  reader.object((key) => {
    if (metadata.size === mostMetadata) reader.fail(`it has more than ${mostMetadata} words of metadata`)
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
    const about = quoted(name)
    if (begin !== previousEnd || end < begin) throw refuse('bad-offset', about, { begin, end, previousEnd })
    const bits = safeProduct([...shape, safetensorsTypes.get(type)?.bits ?? 0])
    if (bits === null || safeProduct(shape) === null) throw refuse('size-overflow', about, { shape })
    if (bits % 8 !== 0) throw refuse('partial-byte', about, { shape, type })
    if (bits / 8 !== end - begin)
      throw refuse('size-mismatch', about, { shape, type, sizeBytes: end - begin })
    previousEnd = end
  }
  const facts = { expectedBytes: previousEnd, foundBytes: dataBytes }
  if (previousEnd > dataBytes) throw refuse('truncated', undefined, facts)
  if (previousEnd < dataBytes) throw refuse('trailing-bytes', undefined, facts)
}
