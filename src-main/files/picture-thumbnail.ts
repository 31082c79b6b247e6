// A picture of any common format made small for a grid of many.
import { isJpeg } from '../formats/jpeg-segments.ts'
import { decodePicture } from './decoding/decode-picture.ts'

export const thumbnailEndings = ['.jpg', '.webp'] as const

/** Of the name of a file of these bytes. */
export function thumbnailEnding(bytes: Uint8Array): (typeof thumbnailEndings)[number] {
  return isJpeg(bytes) ? '.jpg' : '.webp'
}

/**
 * The whole picture as it is meant to be seen, inside a square: as JPEG, which a browser decodes in a quarter of the time
 * that it takes for WebP; as WebP where parts of it are transparent. Errors: `file/…`, `picture/…`.
 */
export function pictureThumbnail(path: string, longestSide: number): Promise<Buffer> {
  return decodePicture(path, (picture, { hasAlpha }) => {
    const small = picture.resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    const quality = 82
    return (hasAlpha ? small.webp({ quality }) : small.toColourspace('srgb').jpeg({ quality })).toBuffer()
  })
}
