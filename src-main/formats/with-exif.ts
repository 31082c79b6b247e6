// An EXIF block put into a JPEG or WebP file.
import { joinedBytes } from '../base/joined.ts'
import { announcingExif, webpChunk, webpChunks, webpFile } from './webp-chunks.ts'

/** The same WebP with an EXIF block, in place of the one it has; it has an extended header (VP8X). */
export function webpWithExif(webp: Uint8Array, exif: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunks = [...webpChunks(webp)].flatMap(({ type, data }) => {
    if (type === 'EXIF') return []
    return [webpChunk(type, type === 'VP8X' ? announcingExif(data) : data)]
  })
  return webpFile([...chunks, webpChunk('EXIF', exif)])
}

/** Of an APP1 segment, its own length and the name before the block aside. */
export const longestJpegExif = 0xffff - 2 - 6

/** The same JPEG with an EXIF block in front. `exif`: no longer than `longestJpegExif`. */
export function jpegWithExif(jpeg: Uint8Array, exif: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = exif.length + 8
  const head = Uint8Array.of(0xff, 0xe1, length >> 8, length & 0xff, 0x45, 0x78, 0x69, 0x66, 0, 0)
  return joinedBytes([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)])
}
