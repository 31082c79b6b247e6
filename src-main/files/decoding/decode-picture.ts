// Any picture file decoded within limits: a few bytes may say that they are a hundred million pixels.
import { basename } from 'node:path'
import { AppError } from '../../base/errors.ts'
import { pictureBytes } from '../picture-bytes.ts'
import { sharp, type Metadata, type Sharp } from './sharp.ts'

export const pictureLimits = {
  /** A picture of 10,000 × 10,000 is one. */
  pixels: 100_000_000,
  /** Of all of them at once, as some files can only be decoded. */
  decodedBytes: 512 * 2 ** 20,
} as const

const bytesOf: Readonly<Record<string, number>> = {
  uchar: 1,
  char: 1,
  ushort: 2,
  short: 2,
  uint: 4,
  int: 4,
  float: 4,
  complex: 8,
  double: 8,
  dpcomplex: 16,
}

/** `picture` is turned as it is meant to be seen. Errors: `file/…`, `picture/too-large`, `picture/unreadable`. */
export async function decodePicture<Result>(
  path: string,
  decode: (picture: Sharp, metadata: Metadata, bytes: Buffer) => Promise<Result>,
): Promise<Result> {
  const bytes = await pictureBytes(path)
  const options = { limitInputPixels: pictureLimits.pixels, failOn: 'truncated' } as const
  try {
    // The size is read without the pixels, and checked here so that the refusal can name it.
    const metadata = await sharp(bytes, { ...options, limitInputPixels: false }).metadata()
    checkSize(metadata, path)
    return await decode(sharp(bytes, options).rotate(), metadata, bytes)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('picture/unreadable', { name: basename(path) }, { details: { path }, cause })
  }
}

function checkSize({ width, height, channels, depth }: Metadata, path: string): void {
  const pixels = width * height
  const decoded = pixels * channels * (bytesOf[depth] ?? 1)
  if (pixels <= pictureLimits.pixels && decoded <= pictureLimits.decodedBytes) return
  throw new AppError(
    'picture/too-large',
    { name: basename(path), width, height, megapixels: pictureLimits.pixels / 1_000_000 },
    { details: { path } },
  )
}
