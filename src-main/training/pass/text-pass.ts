// One pass of training through the text encoders: captions in, conditioning out, and gradients back to what is trained.
import type { Segment } from '../optimizers/optimizer.ts'

export type EncodedBatch = {
  /** [batch, tokens, width] */
  readonly conditioning: Float32Array
  readonly tokens: number
  readonly width: number
  /** SDXL: [batch, p]. */
  readonly pooled: Float32Array | null
}

export type TextPass = {
  /** Factors of the text encoders, then vectors of new words; empty when nothing of text is trained. */
  readonly segments: readonly Segment[]
  /** `parameter`: all of `segments`, in their order. */
  encode(captions: readonly string[], parameter: Float32Array): Promise<EncodedBatch>
  /** The gradient of `segments`, from that of what `encode` gave for the same captions. */
  gradients(
    captions: readonly string[],
    parameter: Float32Array,
    arriving: { readonly conditioning: Float32Array; readonly pooled: Float32Array | null },
    seed: number,
  ): Promise<Float32Array>
  release(): Promise<void>
}
