// Where parameters come from: the checkpoint is one source, an adapter stack over it another.
import type { DType } from '../base/dtype.ts'

/** Where a parameter's bytes lie unchanged in a file, for constants that point into the checkpoint. */
export type ParameterLocation = { readonly path: string; readonly offset: number; readonly sizeBytes: number }

export type ParameterInfo = {
  /** Canonical name with its component: `unet.down_blocks.0.resnets.0.conv1.weight`. */
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly location?: ParameterLocation
}

export interface ParameterSource {
  /** Changes whenever any value may have changed; caches are keyed by it. */
  readonly id: string
  get(name: string): ParameterInfo | undefined
  list(): Iterable<ParameterInfo>
  /** The values widened to float32, row-major in `shape`. A missing name is `parameters/missing`. */
  read(name: string): Promise<Float32Array>
}
