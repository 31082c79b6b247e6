// The text that A1111's "stealth" extension and NovelAI hide in the lowest bits of a picture's pixels.
import { gunzipSync } from 'node:zlib'
import { decodePicture } from './decode-picture.ts'
import { rgbaPixels } from './rgba-pixels.ts'

/** Whose bits carry it: one of a pixel's alpha, or three of its colours. Packed with gzip where it is said. */
const signs = {
  stealth_pnginfo: { channels: [3], packed: false },
  stealth_pngcomp: { channels: [3], packed: true },
  stealth_rgbinfo: { channels: [0, 1, 2], packed: false },
  stealth_rgbcomp: { channels: [0, 1, 2], packed: true },
} as const
type Sign = keyof typeof signs

const signBytes = 15
/** In bits, big-endian. */
const lengthBytes = 4

/**
 * Null where nothing is hidden. `mostBytes`: of the text, however small it is packed; one that says it is longer, or
 * cannot be unpacked, is none. Errors: `file/…`, `picture/…`.
 */
export function hiddenText(path: string, mostBytes: number): Promise<string | null> {
  return decodePicture(path, async (picture, metadata) => {
    // Of a photograph nothing is left in the lowest bits.
    if (metadata.format === 'jpeg') return null
    const { data, width, height } = await rgbaPixels(picture)
    return hiddenIn(data, width, height, mostBytes)
  })
}

/** `pixels`: RGBA, row-major; the bits run down the columns. */
export function hiddenIn(
  pixels: Uint8Array,
  width: number,
  height: number,
  mostBytes: number,
): string | null {
  for (const channels of [[3], [0, 1, 2]] as const) {
    const read = bitReader(pixels, width, height, channels)
    const sign = Buffer.from(read(0, signBytes) ?? []).toString('latin1')
    if (!isSign(sign) || signs[sign].channels.length !== channels.length) continue
    const length = read(signBytes, lengthBytes)
    if (length === null) return null
    const bytes = Math.floor(Buffer.from(length).readUInt32BE() / 8)
    const text = bytes > mostBytes ? null : read(signBytes + lengthBytes, bytes)
    return text && decoded(text, signs[sign].packed, mostBytes)
  }
  return null
}

/** Whether pixels (RGBA, row-major) say that they hide a text, even one that cannot be read. */
export function hidesText(pixels: Uint8Array, width: number, height: number): boolean {
  return signIn(pixels, width, height) !== null
}

/** The same pixels; where they hide a text, without the bits that carry it. */
export function withoutHidden(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const sign = signIn(pixels, width, height)
  if (sign === null) return pixels
  const bare = Uint8Array.from(pixels)
  for (let at = 0; at < bare.length; at += 4) {
    // Opaque stays opaque.
    for (const channel of signs[sign].channels) bare[at + channel]! |= 1
  }
  return bare
}

function signIn(pixels: Uint8Array, width: number, height: number): Sign | null {
  for (const channels of [[3], [0, 1, 2]] as const) {
    const text = Buffer.from(bitReader(pixels, width, height, channels)(0, signBytes) ?? []).toString(
      'latin1',
    )
    if (isSign(text) && signs[text].channels.length === channels.length) return text
  }
  return null
}

function isSign(text: string): text is Sign {
  return Object.hasOwn(signs, text)
}

/** Reads so many bytes from a byte on; null where the picture is too small for them. */
function bitReader(
  pixels: Uint8Array,
  width: number,
  height: number,
  channels: readonly number[],
): (from: number, length: number) => Uint8Array | null {
  const bits = width * height * channels.length
  return (from, length) => {
    if ((from + length) * 8 > bits) return null
    const bytes = new Uint8Array(length)
    for (let bit = 0; bit < length * 8; bit++) {
      const at = from * 8 + bit
      const pixel = Math.floor(at / channels.length)
      const [x, y] = [Math.floor(pixel / height), pixel % height]
      const value = pixels[(y * width + x) * 4 + channels[at % channels.length]!]!
      bytes[bit >> 3]! |= (value & 1) << (7 - (bit & 7))
    }
    return bytes
  }
}

function decoded(text: Uint8Array, packed: boolean, mostBytes: number): string | null {
  try {
    const plain = packed ? gunzipSync(text, { maxOutputLength: mostBytes }) : text
    return new TextDecoder('utf-8', { fatal: true }).decode(plain)
  } catch {
    // Bits that only look like a text, or one made to fill the memory.
    return null
  }
}
