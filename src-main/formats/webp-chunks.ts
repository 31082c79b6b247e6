// The chunks of a WebP file (RIFF; WebP Container Specification): EXIF is one of them.
import { joinedBytes } from '../base/joined.ts'
import { fromLatin1 } from './latin1.ts'

export type WebpChunk = { readonly type: string; readonly data: Uint8Array }

const headerBytes = 12
const name = (bytes: Uint8Array, at: number): string => fromLatin1(bytes.subarray(at, at + 4))

export function isWebp(bytes: Uint8Array): boolean {
  return name(bytes, 0) === 'RIFF' && name(bytes, 8) === 'WEBP'
}

/** Stops quietly at the first chunk that is not whole. */
export function* webpChunks(webp: Uint8Array): Generator<WebpChunk> {
  const view = new DataView(webp.buffer, webp.byteOffset, webp.byteLength)
  for (let at = headerBytes; at + 8 <= webp.length;) {
    const size = view.getUint32(at + 4, true)
    const end = at + 8 + size
    if (end > webp.length) return
    yield { type: name(webp, at), data: webp.subarray(at + 8, end) }
    // Chunks begin at even places.
    at = end + (size & 1)
  }
}

/** What the header says the file has; one that has less is cut off. */
export function webpSize(webp: Uint8Array): number {
  return new DataView(webp.buffer, webp.byteOffset, webp.byteLength).getUint32(4, true) + 8
}

/** Of the extended header (`VP8X`): which of the other chunks there are. */
const flags = { exif: 0x08, xmp: 0x04 } as const

/** The extended header of a file without EXIF and XMP. */
export function withoutTexts(header: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(header)
  changed[0] = (changed[0] ?? 0) & ~(flags.exif | flags.xmp)
  return changed
}

/** The extended header of a file with EXIF, and without XMP. */
export function announcingExif(header: Uint8Array): Uint8Array {
  const changed = withoutTexts(header)
  changed[0]! |= flags.exif
  return changed
}

/** As it lies in the file: named, measured, filled up to an even length. */
export function webpChunk(type: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(8 + data.length + (data.length & 1))
  chunk.set(new TextEncoder().encode(type))
  new DataView(chunk.buffer).setUint32(4, data.length, true)
  chunk.set(data, 8)
  return chunk
}

export function webpFile(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = joinedBytes([new TextEncoder().encode('WEBP'), ...chunks])
  const head = new Uint8Array(8)
  head.set(new TextEncoder().encode('RIFF'))
  new DataView(head.buffer).setUint32(4, body.length, true)
  return joinedBytes([head, body])
}
