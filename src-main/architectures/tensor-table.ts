// What the architectures need to know of a weights file: names, shapes, metadata, and values on demand.
import type { DType } from '../base/dtype.ts'

export type TensorEntry = { readonly dtype: DType; readonly shape: readonly number[] }

/** The table of contents of a weights file; enough to say what the file is. */
export type TensorTable = {
  readonly tensors: ReadonlyMap<string, TensorEntry>
  readonly metadata: ReadonlyMap<string, string>
}

/** Reads one tensor, widened to float32, row-major. */
export type ReadTensor = (name: string) => Promise<Float32Array>

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}
