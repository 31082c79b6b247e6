// Pixels that hide a text in their lowest bits, as A1111's "stealth" extension writes it.
import { gzipSync } from 'node:zlib'

export type HiddenSign = 'stealth_pnginfo' | 'stealth_pngcomp' | 'stealth_rgbinfo' | 'stealth_rgbcomp'

export type HiddenPixels = { readonly pixels: Uint8Array; readonly width: number; readonly height: number }

/** RGBA. `bits`: the length it says, where that is not the true one; `payload` in place of the packed text. */
export function hiddenBits(
  sign: HiddenSign,
  text: string,
  { bits, payload }: { bits?: number; payload?: Uint8Array } = {},
): HiddenPixels {
  const body = payload ?? (sign.endsWith('comp') ? gzipSync(text) : Buffer.from(text))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bits ?? body.length * 8)
  const bytes = Buffer.concat([Buffer.from(sign), length, body])
  const channels = sign.startsWith('stealth_png') ? [3] : [0, 1, 2]
  const height = 48
  const width = Math.ceil((bytes.length * 8) / channels.length / height) + 1
  const pixels = new Uint8Array(width * height * 4).fill(254)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const pixel = Math.floor(bit / channels.length)
    const at = ((pixel % height) * width + Math.floor(pixel / height)) * 4 + channels[bit % channels.length]!
    pixels[at]! |= (bytes[bit >> 3]! >> (7 - (bit & 7))) & 1
  }
  return { pixels, width, height }
}
