// Float32 values stored in another float type, or the first one that does not fit into it.
import type { DType, TensorData } from './dtype.ts'
import { toFloat8 } from './float8.ts'
import { toBfloat16, toFloat16, widen } from './half.ts'

export const floatTypes = ['f64', 'f32', 'f16', 'bf16', 'f8_e4m3', 'f8_e5m2'] as const
export type FloatType = (typeof floatTypes)[number]

export function isFloatType(dtype: DType): dtype is FloatType {
  return floatTypes.some((known) => known === dtype)
}

const narrowers: Readonly<Record<FloatType, (values: Float32Array) => TensorData>> = {
  f64: (values) => new Float64Array(values),
  f32: (values) => values,
  f16: toFloat16,
  bf16: toBfloat16,
  f8_e4m3: (values) => toFloat8(values, 'f8_e4m3'),
  f8_e5m2: (values) => toFloat8(values, 'f8_e5m2'),
}

/** Nearest, ties to even. */
export function narrow(values: Float32Array, dtype: FloatType): TensorData {
  return narrowers[dtype](values)
}

/** The first value that is finite and no longer is once it is stored; undefined where all are kept. */
export function firstOverflow(
  values: Float32Array,
  stored: TensorData,
  dtype: FloatType,
): number | undefined {
  if (dtype === 'f32' || dtype === 'f64') return undefined
  const back = widen(stored, dtype)
  const index = back.findIndex((value, at) => !Number.isFinite(value) && Number.isFinite(values[at]))
  return index < 0 ? undefined : values[index]
}
