// The chunks of a WebP file (RIFF; WebP Container Specification): EXIF is one of them.
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
