// The pixels of a picture that is being decoded, as they are seen on a screen.
import type { Sharp } from './sharp.ts'

export type RgbaPixels = { readonly data: Buffer; readonly width: number; readonly height: number }

/** RGBA, 8 bit, row-major. Throws what the decoder throws. */
export async function rgbaPixels(picture: Sharp): Promise<RgbaPixels> {
  const { data, info } = await picture
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}
