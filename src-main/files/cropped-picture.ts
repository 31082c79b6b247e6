// The part of a picture that is learned from, in the network's numbers; and how much of it counts.
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { AppError } from '../base/errors.ts'
import { decodePicture } from './decoding/decode-picture.ts'
import type { Sharp } from './decoding/sharp.ts'

/** First resized, then cut out; mirrored last. All numbers are pixels. */
export type Crop = {
  readonly resized: { readonly width: number; readonly height: number }
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly mirrored: boolean
}

/**
 * RGB in −1…1, [3, height, width]; what is transparent lies on white. Errors: `file/…`, `picture/…`, among them
 * `picture/changed` for bytes that are not those of the hash.
 */
export async function croppedPicture(path: string, crop: Crop, sha256: string): Promise<Float32Array> {
  const raw = await decodePicture(path, (picture, _, bytes) => {
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new AppError('picture/changed', { name: basename(path) }, { details: { path } })
    return cut(picture.flatten({ background: '#ffffff' }), crop)
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer()
  })
  const plane = crop.width * crop.height
  const pixels = new Float32Array(3 * plane)
  for (let at = 0; at < plane; at++) {
    const to = mirroredPlace(at, crop)
    for (let channel = 0; channel < 3; channel++)
      pixels[channel * plane + to] = raw[3 * at + channel]! / 127.5 - 1
  }
  return pixels
}

/** Shares in 0…1, [height, width]: the lightness of a mask file, or what is opaque in the picture itself. */
export async function croppedMask(path: string, from: 'file' | 'alpha', crop: Crop): Promise<Float32Array> {
  const raw = await decodePicture(path, (picture) =>
    from === 'alpha'
      ? cut(picture.ensureAlpha(), crop).extractChannel(3).raw().toBuffer()
      : cut(picture.flatten({ background: '#000000' }).greyscale(), crop)
          .extractChannel(0)
          .raw()
          .toBuffer(),
  )
  const shares = new Float32Array(crop.width * crop.height)
  for (let at = 0; at < shares.length; at++) shares[mirroredPlace(at, crop)] = raw[at]! / 255
  return shares
}

function cut(image: Sharp, { resized, left, top, width, height }: Crop): Sharp {
  return image
    .resize(resized.width, resized.height, { fit: 'fill', kernel: 'lanczos3', fastShrinkOnLoad: false })
    .extract({ left, top, width, height })
}

function mirroredPlace(at: number, { width, mirrored }: Crop): number {
  const column = at % width
  return mirrored ? at - column + (width - 1 - column) : at
}
