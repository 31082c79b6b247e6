// The sizes of a network, read off a checkpoint or written down for a full-size one; everything a graph needs.
import type { TokenizerName } from '../../contract/families.ts'
import type { Component } from './component.ts'

export type UNetConfig = {
  readonly inChannels: number
  readonly outChannels: number
  /** Channels per level, from the full resolution down. */
  readonly channels: readonly number[]
  /** Residual blocks per level on the way down; one more on the way up. */
  readonly layers: number
  /** Transformer depth after each residual block, [level][block]; 0 means no attention there. */
  readonly downDepths: readonly (readonly number[])[]
  /** The same for the way up, in the order it is walked (deepest level first). */
  readonly upDepths: readonly (readonly number[])[]
  /** `depth` is null where the middle has no transformer. */
  readonly middle: { readonly resnets: number; readonly depth: number | null }
  readonly contextWidth: number
  /** Attention heads: as many at every level (SD 1), or as many as heads of this width fit. */
  readonly heads: { readonly count: number } | { readonly width: number }
  readonly linearProjection: boolean
  readonly sinusoidWidth: number
  readonly timeWidth: number
  /** SDXL's vector: the pooled text and `idCount` numbers, each as a sinusoid of `idWidth`. */
  readonly added: { readonly pooledWidth: number; readonly idCount: number; readonly idWidth: number } | null
}

export type TextEncoderConfig = {
  readonly component: Component
  readonly width: number
  /** Blocks with parameters here; what is beyond `layers` was dropped by the family (`dropped`). */
  readonly layers: number
  /** Blocks the trained network had after the last one kept (SD 2 leaves out one). */
  readonly dropped: number
  readonly heads: number
  readonly mlpWidth: number
  readonly vocabulary: number
  readonly positions: number
  readonly activation: 'quickGelu' | 'gelu'
  /** Which hidden state conditions the denoiser when nothing else is asked: 1 the last, 2 the one before. */
  readonly outputFromEnd: number
  /** Whether the final layer norm is applied to that hidden state. */
  readonly outputNorm: boolean
  /** Width of the pooled output; null where the denoiser takes none. */
  readonly pooledWidth: number | null
  /** How short prompts are filled up. */
  readonly padding: 'eos' | 'zero'
  readonly tokenizer: TokenizerName
}

export type VaeConfig = {
  readonly imageChannels: number
  readonly latentChannels: number
  /** Channels per level, from the full resolution down. */
  readonly channels: readonly number[]
  readonly encoderLayers: number
  readonly decoderLayers: number
  /** latent = latentScale · z. */
  readonly latentScale: number
  /** Pixels of a picture's side for one of its latent's: every level but the last halves it. */
  readonly factor: number
}

/** Of an autoencoder whose levels have these channels. */
export const vaeFactor = (channels: readonly number[]): number => 2 ** (channels.length - 1)
