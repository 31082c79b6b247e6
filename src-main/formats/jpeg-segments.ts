// The segments of a JPEG file that stand before its pixels (ITU T.81, B.1): EXIF and comments are among them.

export type JpegSegment = { readonly marker: number; readonly data: Uint8Array }

export const jpegMarkers = { app1: 0xe1, comment: 0xfe, scan: 0xda } as const

const marked = 0xff

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === marked && bytes[1] === 0xd8 && bytes[2] === marked
}

/** Up to the pixels, the segment that announces them included; stops quietly where the file is cut off or damaged. */
export function* jpegSegments(jpeg: Uint8Array): Generator<JpegSegment> {
  for (let at = 2; at + 4 <= jpeg.length;) {
    if (jpeg[at] !== marked) return
    const marker = jpeg[at + 1]!
    // A marker may be preceded by any number of these.
    if (marker === marked) {
      at++
      continue
    }
    const length = (jpeg[at + 2]! << 8) | jpeg[at + 3]!
    const end = at + 2 + length
    if (length < 2 || end > jpeg.length) return
    yield { marker, data: jpeg.subarray(at + 4, end) }
    if (marker === jpegMarkers.scan) return
    at = end
  }
}
