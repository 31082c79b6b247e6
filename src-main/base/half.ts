// Small float types: widening every stored element type to float32, and rounding float32 down to 16 bits.
import { bytesPerElement, type DType } from './dtype.ts'

/** Where a tensor's elements lie, in any typed array; read as the machine's own (little-endian) bytes. */
type Elements = ArrayBufferView

/**
 * The elements as float32. A tensor of float32 whose bytes are aligned is not copied: the result shares its memory.
 * Numbers of 64 bits are rounded to the nearest float32; false is 0 and true is 1.
 */
export function widen(elements: Elements, dtype: DType): Float32Array {
  const bytes = aligned(elements, bytesPerElement[dtype])
  return widenTable[dtype](bytes)
}

/** Nearest, ties to even; too large becomes infinity. The bits, as `Tensor` keeps them. */
export function toFloat16(values: Float32Array): Uint16Array {
  const halves = new Float16Array(values)
  return new Uint16Array(halves.buffer)
}

/** Nearest, ties to even; every NaN becomes the quiet one. The bits, as `Tensor` keeps them. */
export function toBfloat16(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const result = new Uint16Array(values.length)
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const isNaN = (word & 0x7fffffff) > 0x7f800000
    result[i] = isNaN ? 0x7fc0 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16
  }
  return result
}

type Bytes = { readonly buffer: ArrayBufferLike; readonly byteOffset: number; readonly byteLength: number }

const widenTable: Record<DType, (bytes: Bytes) => Float32Array> = {
  f64: (bytes) => new Float32Array(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)),
  f32: (bytes) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4),
  f16: (bytes) => lookUp(shorts(bytes), float16Table()),
  bf16: (bytes) => widenBfloat16(shorts(bytes)),
  f8_e4m3: (bytes) => lookUp(octets(bytes), float8Tables.e4m3()),
  f8_e5m2: (bytes) => lookUp(octets(bytes), float8Tables.e5m2()),
  i64: (bytes) => widen64(bytes, true),
  u64: (bytes) => widen64(bytes, false),
  i32: (bytes) => new Float32Array(new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)),
  u32: (bytes) => new Float32Array(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)),
  i16: (bytes) => new Float32Array(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)),
  u16: (bytes) => new Float32Array(shorts(bytes)),
  i8: (bytes) => new Float32Array(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
  u8: (bytes) => new Float32Array(octets(bytes)),
  bool: (bytes) => Float32Array.from(octets(bytes), (byte) => (byte === 0 ? 0 : 1)),
}

function aligned(elements: Elements, size: number): Bytes {
  if (elements.byteOffset % size === 0) return elements
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength).slice()
}

function octets({ buffer, byteOffset, byteLength }: Bytes): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function shorts({ buffer, byteOffset, byteLength }: Bytes): Uint16Array {
  return new Uint16Array(buffer, byteOffset, byteLength / 2)
}

// A table of all 65 536 values is three times as fast as converting: it stays in the second-level cache.
function lookUp(bits: Uint16Array | Uint8Array, table: Float32Array): Float32Array {
  const result = new Float32Array(bits.length)
  for (let i = 0; i < bits.length; i++) result[i] = table[bits[i]!]!
  return result
}

function widenBfloat16(bits: Uint16Array): Float32Array {
  const words = new Uint32Array(bits.length)
  for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16
  return new Float32Array(words.buffer)
}

/** From the two halves of each number: sums of doubles are much faster than big integers. */
function widen64(bytes: Bytes, signed: boolean): Float32Array {
  const low = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
  const high = signed ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4) : low
  const result = new Float32Array(low.length / 2)
  for (let i = 0; i < result.length; i++) result[i] = high[2 * i + 1]! * 0x100000000 + low[2 * i]!
  return result
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => (made ??= make())
}

const float16Table = once(() => {
  const every = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits)
  return new Float32Array(new Float16Array(every.buffer))
})

// OCP 8-bit floating point specification 1.0: E4M3 has bias 7, no infinity and NaN only at S.1111.111;
// E5M2 has bias 15 and is the upper byte of a float16.
const float8Tables = {
  e4m3: once(() =>
    Float32Array.from({ length: 256 }, (_, bits) => {
      const sign = bits & 0x80 ? -1 : 1
      const exponent = (bits >>> 3) & 15
      const fraction = bits & 7
      if (exponent === 15 && fraction === 7) return NaN
      if (exponent === 0) return sign * fraction * 2 ** -9
      return sign * (1 + fraction / 8) * 2 ** (exponent - 7)
    }),
  ),
  e5m2: once(() => {
    const upper = Uint16Array.from({ length: 256 }, (_, bits) => bits << 8)
    return new Float32Array(new Float16Array(upper.buffer))
  }),
}
