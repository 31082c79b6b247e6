// The element types a tensor can have, with their sizes and the typed arrays that hold them.

export type DType =
  | 'f64'
  | 'f32'
  | 'f16'
  | 'bf16'
  | 'f8_e4m3'
  | 'f8_e5m2'
  | 'i64'
  | 'i32'
  | 'i16'
  | 'i8'
  | 'u64'
  | 'u32'
  | 'u16'
  | 'u8'
  | 'bool'

export const bytesPerElement = {
  f64: 8,
  f32: 4,
  f16: 2,
  bf16: 2,
  f8_e4m3: 1,
  f8_e5m2: 1,
  i64: 8,
  i32: 4,
  i16: 2,
  i8: 1,
  u64: 8,
  u32: 4,
  u16: 2,
  u8: 1,
  bool: 1,
} as const satisfies Record<DType, number>

/** What holds a tensor's elements in memory; f16 and bf16 as their bits in a Uint16Array. */
export type TensorData =
  | Float64Array
  | Float32Array
  | Uint16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | BigUint64Array

/** A tensor in memory, row-major. */
export type Tensor = { readonly dtype: DType; readonly shape: readonly number[]; readonly data: TensorData }
export type Float32Tensor = {
  readonly dtype: 'f32'
  readonly shape: readonly number[]
  readonly data: Float32Array
}
