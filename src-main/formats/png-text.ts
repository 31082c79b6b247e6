// Text in PNG files: tEXt where Latin-1 is enough, iTXt otherwise (W3C PNG, third edition, 11.3.3).
import { AppError } from '../base/errors.ts'
import { joinedBytes } from '../base/joined.ts'
import { fromLatin1, latin1 } from './latin1.ts'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

const longestKeyword = 79

/** Inflates a zlib stream; hosts bring their own. */
export type Inflate = (compressed: Uint8Array) => Uint8Array

export type PngChunk = {
  readonly type: string
  readonly start: number
  readonly data: Uint8Array
  readonly end: number
}

/** The same picture with the texts in front of its pixels, in place of what it said under their keywords. */
export function withPngText(png: Uint8Array, texts: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> {
  const [header, ...chunks] = pngChunks(png)
  if (header === undefined) throw notPng()
  const added = [...texts].map(([keyword, text]) => textChunk(keyword, text))
  const kept: Uint8Array[] = []
  let from = header.end
  for (const { type, data, start, end } of chunks) {
    const keyword = pngTextIn(type, data)?.keyword
    if (keyword === undefined || !texts.has(keyword)) continue
    kept.push(png.subarray(from, start))
    from = end
  }
  return joinedBytes([png.subarray(0, header.end), ...added, ...kept, png.subarray(from)])
}

/** Texts by keyword, the first of each; compressed ones are left out unless `inflate` is given. */
export function readPngText(png: Uint8Array, inflate?: Inflate): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { type, data } of pngChunks(png)) {
    const entry = pngTextIn(type, data)
    if (entry === null || texts.has(entry.keyword)) continue
    const text = textOf(entry, inflate)
    if (text !== null) texts.set(entry.keyword, text)
  }
  return texts
}

/** A text as it lies in the file. */
export type PngText = {
  readonly keyword: string
  readonly bytes: Uint8Array
  readonly packed: boolean
  readonly encoding: 'latin-1' | 'utf-8'
}

/** Null where the chunk is not one of text. */
export function pngTextIn(type: string, data: Uint8Array): PngText | null {
  if (type !== 'tEXt' && type !== 'zTXt' && type !== 'iTXt') return null
  const end = data.subarray(0, longestKeyword + 1).indexOf(0)
  if (end < 1) return null
  const keyword = fromLatin1(data.subarray(0, end))
  const rest = data.subarray(end + 1)
  if (type === 'tEXt') return { keyword, bytes: rest, packed: false, encoding: 'latin-1' }
  if (type === 'zTXt') return { keyword, bytes: rest.subarray(1), packed: true, encoding: 'latin-1' }
  const language = rest.indexOf(0, 2)
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1)
  if (translated < 0) return null
  return { keyword, bytes: rest.subarray(translated + 1), packed: rest[0] === 1, encoding: 'utf-8' }
}

/** Null where it is packed and there is no `inflate`; throws what that throws. */
export function textOf({ bytes, packed, encoding }: PngText, inflate?: Inflate): string | null {
  if (packed && inflate === undefined) return null
  const plain = packed && inflate ? inflate(bytes) : bytes
  return encoding === 'latin-1' ? fromLatin1(plain) : new TextDecoder('utf-8').decode(plain)
}

function textChunk(keyword: string, text: string): Uint8Array<ArrayBuffer> {
  const latin = latin1(text)
  // Keyword, separator; for iTXt also: not compressed, method 0, no language, no translated keyword.
  const type = latin ? 'tEXt' : 'iTXt'
  const prefix = [...(latin1(keyword) ?? []), 0, ...(latin ? [] : [0, 0, 0, 0])]
  const body = joinedBytes([Uint8Array.from(prefix), latin ?? new TextEncoder().encode(text)])
  const chunk = new Uint8Array(body.length + 12)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, body.length)
  chunk.set(latin1(type) ?? [], 4)
  chunk.set(body, 8)
  view.setUint32(body.length + 8, crc32(chunk.subarray(4, body.length + 8)))
  return chunk
}

/** Stops quietly at the first chunk that is not whole: what came before it still counts. */
export function* pngChunks(png: Uint8Array): Generator<PngChunk> {
  if (!isPng(png)) throw notPng()
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  for (let start = 8; start + 12 <= png.length;) {
    const length = view.getUint32(start)
    const end = start + 12 + length
    if (end > png.length) return
    const type = fromLatin1(png.subarray(start + 4, start + 8))
    yield { type, start, data: png.subarray(start + 8, start + 8 + length), end }
    start = end
  }
}

export function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, index) => bytes[index] === byte)
}

function notPng(): AppError {
  return new AppError('png/not-a-png')
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
