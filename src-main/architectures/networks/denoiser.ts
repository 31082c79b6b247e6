// A denoising network of known sizes, whatever it is made of: what code around it asks of it.
import type { Tensor } from '../../base/dtype.ts'
import type { Graph } from '../../graph/ir.ts'
import type { Component } from '../families/component.ts'
import type { Module } from '../modules/module.ts'

/** In latents or in pixels. */
export type Size = { readonly height: number; readonly width: number }

/** One encoded text: tokens × width values, and the pooled vector where an encoder has one. */
export type EncodedText = {
  readonly tokens: number
  readonly width: number
  readonly data: Float32Array
  readonly pooled: Float32Array | null
}

/** How a picture was cut from its original, in pixels; some networks are told. */
export type Frame = {
  readonly original: Size
  readonly crop: { readonly top: number; readonly left: number }
  readonly target: Size
}

export type Denoiser<Sizes = unknown> = {
  /** Its parameters' names begin so. */
  readonly component: Component
  /** Plain data; networks of equal sizes have equal graphs. */
  readonly sizes: Sizes
  readonly latentChannels: number
  /** Of each token of text. */
  readonly contextWidth: number
  /** Of the pooled text it takes; null where it takes none. */
  readonly pooledWidth: number | null
  modules(): readonly Module[]
  /**
   * Inputs: `latent` [batch, c, height, width], `timestep` [batch], and what `inputs` gives. Output: `output`, in the
   * latent's shape. Without a size the graph is of symbolic ones.
   */
  graph(size?: Size): Graph
  /** The size that the graph has to be told for such latents; undefined where one graph serves all. */
  sizeOfGraph(latent: Size): Size | undefined
  /** What it is fed besides latent and timestep, for texts of equal length. */
  inputs(texts: readonly EncodedText[], frame: Frame): Record<string, Tensor>
  /** The numbers it is told of a picture's frame. */
  frameNumbers(frame: Frame): readonly number[]
}
