// The header of a safetensors file with other metadata: the tensors stay where they are behind it.
import { AppError } from '../base/errors.ts'
import { isRecord } from '../base/is-record.ts'

/**
 * `json`: a header that was read without complaint. Keys of `changes` are set, or removed where they are null; everything
 * else stays as it was, in its order. The first bytes of a file: length, JSON and padding.
 */
export function headerWithMetadata(
  json: Uint8Array,
  changes: ReadonlyMap<string, string | null>,
): Uint8Array<ArrayBuffer> {
  const header: unknown = JSON.parse(new TextDecoder().decode(json))
  if (!isRecord(header)) throw new AppError('safetensors/header-not-json', { position: 0 })
  const { __metadata__: old, ...tensors } = header
  const metadata = new Map(isRecord(old) ? Object.entries(old) : [])
  for (const [key, value] of changes)
    if (value === null) metadata.delete(key)
    else metadata.set(key, value)
  const words = { __metadata__: Object.fromEntries(metadata), ...tensors }
  const encoded = new TextEncoder().encode(JSON.stringify(words))
  const length = Math.ceil(encoded.length / 8) * 8
  const bytes = new Uint8Array(8 + length).fill(0x20)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true)
  bytes.set(encoded, 8)
  return bytes
}
