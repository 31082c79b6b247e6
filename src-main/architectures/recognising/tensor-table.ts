// What the architectures need to know of a weights file: names, shapes, metadata, and values on demand.
import type { DType } from '../../base/dtype.ts'
import type { ErrorReport } from '../../base/errors.ts'

export type TensorEntry = { readonly dtype: DType; readonly shape: readonly number[] }

/** The table of contents of a weights file; enough to say what the file is. */
export type TensorTable = {
  readonly tensors: ReadonlyMap<string, TensorEntry>
  readonly metadata: ReadonlyMap<string, string>
  /** Tensors that are named in the file but cannot be read, and why. */
  readonly problems?: ReadonlyMap<string, ErrorReport>
}

/** Reads one tensor, widened to float32, row-major. */
export type ReadTensor = (name: string) => Promise<Float32Array>
