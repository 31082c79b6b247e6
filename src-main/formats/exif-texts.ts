// Texts in an EXIF block (TIFF 6.0, 2; Exif 2.32, 4.6): where JPEG and WebP files say how a picture was made.
import { fromLatin1 } from './latin1.ts'

/** Text tags that programs use for settings, by the names of the specification. */
const tags = {
  ImageDescription: 0x010e,
  Make: 0x010f,
  Model: 0x0110,
  Software: 0x0131,
  MakerNote: 0x927c,
  UserComment: 0x9286,
} as const
export type ExifTag = keyof typeof tags

const exifFolder = 0x8769
/** BYTE, ASCII, UNDEFINED: a byte each. SHORT and LONG are numbers. */
const byteTypes: ReadonlySet<number> = new Set([1, 2, 7])
const entryBytes = 12
/** What precedes the text of a UserComment names its encoding. */
const codeBytes = 8

/**
 * `exif` begins with the TIFF header, or with "Exif" before it. What lies outside of it, or is longer than
 * `mostBytes`, is not there. Never throws.
 */
export function readExifTexts(exif: Uint8Array, mostBytes: number): Map<ExifTag, string> {
  return new Map(
    readExif(exif, mostBytes).map(({ tag, bytes, little }) => [
      tag,
      trimmed(tag === 'UserComment' ? userComment(bytes, little) : utf8(bytes)),
    ]),
  )
}

export type ExifField = { readonly tag: ExifTag; readonly bytes: Uint8Array; readonly little: boolean }

/** The same, as its bytes, each tag once. Never throws. */
export function readExif(exif: Uint8Array, mostBytes: number): ExifField[] {
  const tiff = fromLatin1(exif.subarray(0, 6)) === 'Exif\0\0' ? exif.subarray(6) : exif
  const order = fromLatin1(tiff.subarray(0, 2))
  if (order !== 'II' && order !== 'MM') return []
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const little = order === 'II'
  const fields = new Map<ExifTag, ExifField>()

  function walk(start: number, inExif: boolean): void {
    if (start + 2 > tiff.length) return
    const count = view.getUint16(start, little)
    for (
      let at = start + 2, left = count;
      left > 0 && at + entryBytes <= tiff.length;
      left--, at += entryBytes
    ) {
      const tag = view.getUint16(at, little)
      if (tag === exifFolder && !inExif) walk(view.getUint32(at + 8, little), true)
      const name = (Object.keys(tags) as ExifTag[]).find((known) => tags[known] === tag)
      const bytes = name === undefined ? null : bytesOf(at)
      if (name === undefined || bytes === null || fields.has(name)) continue
      fields.set(name, { tag: name, bytes, little })
    }
  }

  function bytesOf(at: number): Uint8Array | null {
    if (!byteTypes.has(view.getUint16(at + 2, little))) return null
    const size = view.getUint32(at + 4, little)
    const start = size <= 4 ? at + 8 : view.getUint32(at + 8, little)
    return size <= mostBytes && start + size <= tiff.length ? tiff.subarray(start, start + size) : null
  }

  if (tiff.length >= 8) walk(view.getUint32(4, little), false)
  return [...fields.values()]
}

/** Exif 2.32, 4.6.5: eight bytes of encoding, then the text. Programs write less than that, too: then it is UTF-8. */
function userComment(bytes: Uint8Array, little: boolean): string {
  const code = fromLatin1(bytes.subarray(0, codeBytes))
  if (code.startsWith('UNICODE')) return utf16(bytes.subarray(codeBytes), little)
  return utf8(/^(?:ASCII|JIS)?\0+$/.test(code) ? bytes.subarray(codeBytes) : bytes)
}

/**
 * The specification has the order of the file, piexif (which A1111 uses) writes big-endian into any: the text tells,
 * as the settings in it are ASCII, whose high bytes are 0.
 */
function utf16(bytes: Uint8Array, little: boolean): string {
  const mark = fromLatin1(bytes.subarray(0, 2))
  if (mark === '\xfe\xff') return decode(bytes, 'utf-16be')
  if (mark === '\xff\xfe') return decode(bytes, 'utf-16le')
  const zeros = [0, 0]
  for (const [at, byte] of bytes.entries()) if (byte === 0) zeros[at & 1]! += 1
  const [first = 0, second = 0] = zeros
  const isLittle = first === second ? little : second > first
  return decode(bytes, isLittle ? 'utf-16le' : 'utf-16be')
}

function utf8(bytes: Uint8Array): string {
  return decode(bytes, 'utf-8')
}

function decode(bytes: Uint8Array, encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): string {
  return new TextDecoder(encoding).decode(bytes)
}

/** Writers fill up with zeros and spaces. */
function trimmed(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) <= 0x20) end--
  return text.slice(0, end)
}
