// A picture as taggers of the WD form take it: on a white square, scaled, in the order blue, green, red.
import { decodePicture } from './decoding/decode-picture.ts'

/** [side, side, 3], 0…255. Errors: `file/…`, `picture/…`. */
export async function taggerPicture(path: string, side: number): Promise<Float32Array> {
  const raw = await decodePicture(path, (picture) =>
    picture
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize(side, side, { fit: 'contain', background: '#ffffff', kernel: 'cubic' })
      .removeAlpha()
      .raw()
      .toBuffer(),
  )
  const values = new Float32Array(raw.length)
  for (let at = 0; at < raw.length; at += 3) {
    values[at] = raw[at + 2]!
    values[at + 1] = raw[at + 1]!
    values[at + 2] = raw[at]!
  }
  return values
}
