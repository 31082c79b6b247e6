// Pictures for the screen: small WebP versions of files and of pixels in memory.
import { decodePicture } from './decoding/decode-picture.ts'
import { sharp } from './decoding/sharp.ts'

/** The whole picture as it is meant to be seen, inside a square. Errors: `file/…`, `picture/…`. */
export function shrunkWebp(path: string, longestSide: number): Promise<Buffer> {
  return decodePicture(path, (picture) =>
    picture
      .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer(),
  )
}

/** `rgb`: 8 bit, row-major. Quick rather than small. */
export function rgbAsWebp(rgb: Uint8Array, width: number, height: number): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .webp({ quality: 80, effort: 1 })
    .toBuffer()
}
