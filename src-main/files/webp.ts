// Pictures for the screen: small WebP versions of files and of pixels in memory. Decoding runs outside this thread.
import sharp from 'sharp'
import { pictureBytes } from './picture-bytes.ts'

/** The whole picture as it is meant to be seen, inside a square; rejects for a file that is no picture. */
export async function shrunkWebp(path: string, longestSide: number): Promise<Buffer> {
  return sharp(await pictureBytes(path))
    .rotate()
    .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 82 })
    .toBuffer()
}

/** `rgb`: 8 bit, row-major. Quick rather than small. */
export function rgbAsWebp(rgb: Uint8Array, width: number, height: number): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .webp({ quality: 80, effort: 1 })
    .toBuffer()
}
