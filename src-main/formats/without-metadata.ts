// A picture file with nothing but the picture: no texts, no EXIF, no XMP, nothing behind its end. The pixels stay as they are stored.
import { joinedBytes } from '../base/joined.ts'
import { fromLatin1 } from './latin1.ts'
import { isJpeg } from './jpeg-segments.ts'
import { isPng, pngChunks } from './png-text.ts'
import { isWebp, webpChunk, webpChunks, webpFile, withoutTexts } from './webp-chunks.ts'

/** W3C PNG, third edition, 11: pixels, colours, and the frames of an animation. */
const pngKept = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'mDCV', 'cLLI'],
  ...['bKGD', 'pHYs', 'acTL', 'fcTL', 'fdAT'],
])
/** WebP Container Specification. */
const webpKept = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])

/** Null where the file is of no known format, or ends before its picture does. */
export function withoutMetadata(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (isPng(bytes)) return barePng(bytes)
  if (isJpeg(bytes)) return bareJpeg(bytes)
  return isWebp(bytes) ? bareWebp(bytes) : null
}

function barePng(png: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const kept = [png.subarray(0, 8)]
  for (const { type, start, end } of pngChunks(png)) {
    if (pngKept.has(type)) kept.push(png.subarray(start, end))
    if (type === 'IEND') return joinedBytes(kept)
  }
  return null
}

const scan = 0xda
const end = 0xd9
const colours = { jfif: 0xe0, icc: 0xe2, adobe: 0xee } as const

/** ITU T.81, B.1: segments one after the other; behind the header of a scan its bits, in which 0xFF is 0xFF 0x00. */
function bareJpeg(jpeg: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const kept = [jpeg.subarray(0, 2)]
  for (let at = 2; at + 1 < jpeg.length;) {
    if (jpeg[at] !== 0xff) return null
    const marker = jpeg[at + 1]!
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === end) return joinedBytes([...kept, jpeg.subarray(at, at + 2)])
    if (at + 4 > jpeg.length) return null
    let next = at + 2 + ((jpeg[at + 2]! << 8) | jpeg[at + 3]!)
    if (marker === scan) next = endOfScan(jpeg, next)
    if (isKeptSegment(marker, jpeg.subarray(at + 4, next))) kept.push(jpeg.subarray(at, next))
    at = next
  }
  return null
}

function isKeptSegment(marker: number, data: Uint8Array): boolean {
  const isOfApplication = marker >= 0xe0 && marker <= 0xef
  const isComment = marker === 0xfe
  if (!isOfApplication) return !isComment
  const head = fromLatin1(data.subarray(0, 12))
  return (
    (marker === colours.jfif && head.startsWith('JFIF\0')) ||
    (marker === colours.icc && head.startsWith('ICC_PROFILE\0')) ||
    (marker === colours.adobe && head.startsWith('Adobe'))
  )
}

/** The place of the next marker that is not a restart. */
function endOfScan(jpeg: Uint8Array, from: number): number {
  let at = from
  while (at + 1 < jpeg.length) {
    const marker = jpeg[at + 1]!
    const isOfBits = marker === 0 || (marker >= 0xd0 && marker <= 0xd7)
    if (jpeg[at] === 0xff && marker !== 0xff && !isOfBits) return at
    at += 1
  }
  return jpeg.length
}

function bareWebp(webp: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = []
  for (const { type, data } of webpChunks(webp)) {
    if (!webpKept.has(type)) continue
    chunks.push(webpChunk(type, type === 'VP8X' ? withoutTexts(data) : data))
  }
  return webpFile(chunks)
}
