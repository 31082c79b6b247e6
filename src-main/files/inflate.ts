// Unpacks deflated bytes of a known size.
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { AppError } from '../base/errors.ts'

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

function damaged(cause: unknown): AppError {
  return new AppError('zip/damaged', {}, { details: { why: 'packed data in it cannot be unpacked' }, cause })
}
