// A tensor in float64, which is what the reference interpreter computes with; whole numbers are exact to 2^53.
import type { DType, Tensor, TensorData } from '../../src-main/base/dtype.ts'

export type Array64 = { readonly shape: readonly number[]; readonly data: Float64Array }

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1)

/** Row-major index of an element. */
export function offsetOf(shape: readonly number[], index: readonly number[]): number {
  return shape.reduce((offset, dim, axis) => offset * dim + index[axis]!, 0)
}

/** A tensor by its formula: `f` gets every index. */
export function tabulate(shape: readonly number[], f: (index: readonly number[]) => number): Array64 {
  const data = new Float64Array(sizeOf(shape))
  const index = shape.map(() => 0)
  for (let offset = 0; offset < data.length; offset++) {
    data[offset] = f(index)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++
      if (index[axis]! < shape[axis]!) break
      index[axis] = 0
    }
  }
  return { shape, data }
}

export const elementOf = ({ shape, data }: Array64, index: readonly number[]): number =>
  data[offsetOf(shape, index)]!

export function fromData(data: TensorData | ArrayLike<number | bigint>, shape: readonly number[]): Array64 {
  return { shape, data: Float64Array.from(data as ArrayLike<number | bigint>, Number) }
}

/** The tensor in the dtype a graph declares; only what graphs are fed with. */
export function toTensor({ shape, data }: Array64, dtype: DType): Tensor {
  switch (dtype) {
    case 'f32':
      return { dtype, shape, data: Float32Array.from(data) }
    case 'f16': {
      const halves = Float16Array.from(data)
      return { dtype, shape, data: new Uint16Array(halves.buffer) }
    }
    case 'i64':
      return { dtype, shape, data: BigInt64Array.from(data, (value) => BigInt(value)) }
    case 'i32':
      return { dtype, shape, data: Int32Array.from(data) }
    default:
      throw new Error(`no test feeds ${dtype}`)
  }
}
