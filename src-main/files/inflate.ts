// Unpacks deflated bytes, never more than was said.
import { promisify } from 'node:util'
import { inflateRaw, inflateSync } from 'node:zlib'
import { AppError } from '../base/errors.ts'
import { systemCode } from './system-error.ts'

const raw = promisify(inflateRaw)

/** Without the zlib header, as in zip archives. More than `sizeBytes` is refused, however small it was packed. */
export async function inflateZipEntry(
  packed: Uint8Array,
  sizeBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await raw(packed, { maxOutputLength: Math.max(1, sizeBytes) }).catch((cause: unknown) => {
    throw damaged(cause)
  })
  if (bytes.length !== sizeBytes) throw damaged(undefined)
  return new Uint8Array(bytes)
}

/** A packed text of a PNG. Errors: `picture-settings/text-too-long` beyond `mostBytes`, `picture-settings/damaged`. */
export function inflateText(packed: Uint8Array, mostBytes: number): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: mostBytes })
  } catch (cause) {
    const isLong = systemCode(cause) === 'ERR_BUFFER_TOO_LARGE'
    throw new AppError(isLong ? 'picture-settings/text-too-long' : 'picture-settings/damaged', {}, { cause })
  }
}

function damaged(cause: unknown): AppError {
  return new AppError('zip/damaged', {}, { details: { why: 'packed data in it cannot be unpacked' }, cause })
}
