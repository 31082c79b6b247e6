// Puts the elements of a strided tensor into row-major order.
import { elementCount } from '../../base/shape.ts'

type Words =
  Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | BigUint64Array<ArrayBuffer>

/** `bytes` begins with the tensor's first element and is aligned; strides in elements. */
export function gatherRowMajor(
  bytes: Uint8Array<ArrayBuffer>,
  itemBytes: number,
  shape: readonly number[],
  strides: readonly number[],
): Uint8Array<ArrayBuffer> {
  const source = wordsOf(bytes, itemBytes)
  const result = wordsOf(new Uint8Array(elementCount(shape) * itemBytes), itemBytes)
  const rowLength = shape.at(-1) ?? 1
  const step = strides.at(-1) ?? 0
  const outer = shape.slice(0, -1)
  const index = outer.map(() => 0)
  let rowStart = 0
  for (let row = 0; row < result.length; row += rowLength) {
    for (let i = 0; i < rowLength; i++) result[row + i] = source[rowStart + i * step]!
    // Like an odometer: the last outer axis turns first.
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      rowStart += strides[axis]!
      if (++index[axis]! < outer[axis]!) break
      rowStart -= index[axis]! * strides[axis]!
      index[axis] = 0
    }
  }
  return new Uint8Array(result.buffer)
}

function wordsOf(bytes: Uint8Array<ArrayBuffer>, itemBytes: number): Words {
  const count = Math.floor(bytes.length / itemBytes)
  if (itemBytes === 8) return new BigUint64Array(bytes.buffer, bytes.byteOffset, count)
  if (itemBytes === 4) return new Uint32Array(bytes.buffer, bytes.byteOffset, count)
  if (itemBytes === 2) return new Uint16Array(bytes.buffer, bytes.byteOffset, count)
  return bytes.subarray(0, count)
}
