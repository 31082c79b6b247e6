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
  /** Of a source that counts what is in memory: `work` brings these there. Call it through `bring`. */
  bring?<T>(names: readonly string[], arrival: Arrival, work: () => Promise<T>): Promise<T>
}

/** One parameter after the other, as the source reads them; or all with the end of the work, as a runtime does that maps a file itself. */
export type Arrival = 'each' | 'together'

/** Does the work, and lets a source that counts know of it. */
export function bring<T>(
  source: ParameterSource,
  names: readonly string[],
  arrival: Arrival,
  work: () => Promise<T>,
): Promise<T> {
  return names.length === 0 || source.bring === undefined ? work() : source.bring(names, arrival, work)
}
