// What runs a training graph: the whole of it, or block by block.
import type { Tensor } from '../../base/dtype.ts'

/** Runs the training graph: its outputs by name, and with gradients a `gradientOutput` for everything asked for. */
export type PassRunner = {
  forwards(feeds: Readonly<Record<string, Tensor>>): Promise<Map<string, Float32Array>>
  gradients(feeds: Readonly<Record<string, Tensor>>): Promise<Map<string, Float32Array>>
  release(): Promise<void>
}
