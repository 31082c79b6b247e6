// The element types a safetensors header can name, in the format's own order.
import type { DType } from '../base/dtype.ts'

export type SafetensorsType = {
  readonly bits: number
  /** Null: valid in a file, but not read by us. */
  readonly dtype: DType | null
}

/** From the lowest to the highest: the writer sorts by this order, falling (huggingface/safetensors, tensor.rs). */
export const safetensorsTypes: ReadonlyMap<string, SafetensorsType> = new Map<string, SafetensorsType>([
  ['BOOL', { bits: 8, dtype: 'bool' }],
  ['F4', { bits: 4, dtype: null }],
  ['F6_E2M3', { bits: 6, dtype: null }],
  ['F6_E3M2', { bits: 6, dtype: null }],
  ['U8', { bits: 8, dtype: 'u8' }],
  ['I8', { bits: 8, dtype: 'i8' }],
  ['F8_E5M2', { bits: 8, dtype: 'f8_e5m2' }],
  ['F8_E4M3', { bits: 8, dtype: 'f8_e4m3' }],
  ['F8_E8M0', { bits: 8, dtype: null }],
  ['F8_E4M3FNUZ', { bits: 8, dtype: null }],
  ['F8_E5M2FNUZ', { bits: 8, dtype: null }],
  ['I16', { bits: 16, dtype: 'i16' }],
  ['U16', { bits: 16, dtype: 'u16' }],
  ['F16', { bits: 16, dtype: 'f16' }],
  ['BF16', { bits: 16, dtype: 'bf16' }],
  ['I32', { bits: 32, dtype: 'i32' }],
  ['U32', { bits: 32, dtype: 'u32' }],
  ['F32', { bits: 32, dtype: 'f32' }],
  ['C64', { bits: 64, dtype: null }],
  ['F64', { bits: 64, dtype: 'f64' }],
  ['I64', { bits: 64, dtype: 'i64' }],
  ['U64', { bits: 64, dtype: 'u64' }],
])

/** Our names to the format's, with their place in its order. */
export const safetensorsNames: ReadonlyMap<DType, { readonly name: string; readonly rank: number }> = new Map(
  [...safetensorsTypes].flatMap(([name, { dtype }], rank) =>
    dtype === null ? [] : [[dtype, { name, rank }] as const],
  ),
)
