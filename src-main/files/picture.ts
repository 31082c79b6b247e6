// A picture of any common format: its size as it is meant to be seen, its hash, and a thumbnail to compare it by.
import { createHash } from 'node:crypto'
import { decodePicture } from './decoding/decode-picture.ts'

export type PictureFacts = {
  /** Pixels, as it is seen: after the camera's rotation. */
  readonly width: number
  readonly height: number
  readonly hasAlpha: boolean
  /** More than one picture: an animation or a document. */
  readonly pages: number
  /** SHA-256 of the file, lower case. */
  readonly sha256: string
  /** RGB, `thumbnailSide` squared, row-major, whatever the picture's shape. */
  readonly thumbnail: Uint8Array
}

export const thumbnailSide = 16

export const pictureEndings: readonly string[] = [
  '.png',
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.webp',
  '.bmp',
  '.gif',
  '.tif',
  '.tiff',
  '.avif',
]

/** Decodes the whole picture, so that a cut-off file is noticed. Errors: `file/…`, `picture/…`. */
export function readPicture(path: string): Promise<PictureFacts> {
  return decodePicture(path, async (picture, metadata, bytes) => {
    const thumbnail = await picture
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize(thumbnailSide, thumbnailSide, { fit: 'fill', fastShrinkOnLoad: false })
      .raw()
      .toBuffer()
    const turned = (metadata.orientation ?? 1) >= 5
    return {
      width: turned ? metadata.height : metadata.width,
      height: turned ? metadata.width : metadata.height,
      hasAlpha: metadata.hasAlpha,
      pages: metadata.pages ?? 1,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      thumbnail: new Uint8Array(thumbnail),
    }
  })
}
