// Pixels in memory to PNG bytes and back.
import { inflateSync } from 'node:zlib'
import { readPngText, withPngText } from '../formats/png-text.ts'
import { sharp } from './decoding/sharp.ts'

/** RGB, 8 bit, row-major. */
export type Bitmap = { readonly width: number; readonly height: number; readonly rgb: Uint8Array }

/** A PNG that carries the texts by keyword. */
export async function encodePng(
  { width, height, rgb }: Bitmap,
  texts: ReadonlyMap<string, string> = new Map(),
): Promise<Uint8Array<ArrayBuffer>> {
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
  return withPngText(png, texts)
}

/** The texts of a PNG, compressed ones too. */
export function pngTexts(png: Uint8Array): Map<string, string> {
  return readPngText(png, (compressed) => inflateSync(compressed, { maxOutputLength: mostTextBytes }))
}

/** No description of a picture is longer; a small file must not fill the memory. */
const mostTextBytes = 64 * 2 ** 20
