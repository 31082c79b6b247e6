// One pass of training through the text encoders: captions in, conditioning out, and gradients back to what is trained.
import type { AdaptedParameter } from '../../adapters/acting/adapted-graph.ts'
import type { TextEncoderConfig } from '../../architectures/families/config.ts'
import type { Recipe } from '../../contract/recipe.ts'
import type { DevicePlan } from '../../engine/runtime/devices.ts'
import type { ResidentParameters } from '../../engine/runtime/resident-parameters.ts'
import type { TextTokenizer } from '../../text/tokenizer.ts'
import type { Segment } from '../optimizers/optimizer.ts'
import type { AdapterDropout } from './denoising-pass.ts'

export type EncodedBatch = {
  /** [batch, tokens, width] */
  readonly conditioning: Float32Array
  readonly tokens: number
  readonly width: number
  /** SDXL: [batch, p]. */
  readonly pooled: Float32Array | null
}

export type TextPass = {
  /** Factors of the text encoders, then vectors of the new word; empty when nothing of text is trained. */
  readonly segments: readonly Segment[]
  /**
   * `parameter`: all of `segments`, in their order. With the `seed` that `gradients` is given, dropout acts here too.
   */
  encode(captions: readonly string[], parameter: Float32Array, seed?: number): Promise<EncodedBatch>
  /** The gradient of `segments`, from that of what `encode` gave for the same captions. */
  gradients(
    captions: readonly string[],
    parameter: Float32Array,
    arriving: { readonly conditioning: Float32Array; readonly pooled: Float32Array | null },
    seed: number,
  ): Promise<Float32Array>
  release(): Promise<void>
}

/** A word that stands for vectors of its own in captions. */
export type NewWord = {
  /** As it is written. */
  readonly word: string
  /** How many tokens it takes. */
  readonly vectors: number
}

/** `createTextPass(options)`, in create-text-pass.ts, makes the pass. */
export type TextPassOptions = {
  /** In the order in which their outputs stand side by side. */
  readonly encoders: readonly TextEncoderConfig[]
  readonly parameters: ResidentParameters
  readonly plan: DevicePlan
  /** Those of other components are left alone, so that a run's whole list can be given. */
  readonly adapted: readonly AdaptedParameter[]
  readonly word: NewWord | null
  readonly clipSkip: number
  /** What of a caption is read; the conditioning has two tokens more. */
  readonly maxTokens: Recipe['maxTokens']
  readonly dropout: AdapterDropout
  /** CLIP's own when left out. */
  readonly tokenizer?: TextTokenizer
}
