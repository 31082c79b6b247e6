// One pass of training through the denoising network: a noisy batch in, loss and gradients out.
import type { AdaptedParameter } from '../../adapters/acting/adapted-graph.ts'
import type { Denoiser } from '../../architectures/networks/denoiser.ts'
import type { DevicePlan } from '../../engine/runtime/devices.ts'
import type { ResidentParameters } from '../../engine/runtime/resident-parameters.ts'
import type { Segment } from '../optimizers/optimizer.ts'

/** Latents are [batch, channels, height, width], flat. */
export type DenoisingBatch = {
  readonly latent: Float32Array
  /** [batch] */
  readonly timestep: Float32Array
  /** [batch, tokens, width] */
  readonly conditioning: Float32Array
  /** Where the network takes them: [batch, p] and [batch, n]. */
  readonly pooled?: Float32Array
  readonly timeIds?: Float32Array
  /** What the network should have said, in the latent's shape. */
  readonly target: Float32Array
  /** [batch]: what each picture's loss is multiplied with. */
  readonly weight: Float32Array
  /** [batch, 1, height, width]; null counts everything. */
  readonly mask: Float32Array | null
}

/** Which parts of the adapter rest in this pass; drawn anew for each from `seed`. */
export type AdapterDropout = {
  readonly dropout: number
  readonly rankDropout: number
  readonly moduleDropout: number
}

export type PassResult = {
  /** weight · mean((output − target)² · mask), averaged over the batch. */
  readonly loss: number
  /** The same of each picture alone, unweighted. */
  readonly losses: readonly number[]
}
export type GradientResult = PassResult & {
  /** Of every factor, in the order of the segments: as long as the parameter vector. */
  readonly gradient: Float32Array
  /** Of the conditioning and of the pooled text, where the pass was asked for them. */
  readonly conditioning: Float32Array | null
  readonly pooled: Float32Array | null
}

export type DenoisingPass = {
  readonly segments: readonly Segment[]
  /** `parameter`: all factors in the order of `segments`. `seed`: of the adapter's dropout. */
  gradients(batch: DenoisingBatch, parameter: Float32Array, seed: number): Promise<GradientResult>
  /** Without gradients and without dropout. */
  loss(batch: DenoisingBatch, parameter: Float32Array): Promise<PassResult>
  release(): Promise<void>
}

export type DenoisingPassOptions = {
  readonly denoiser: Denoiser
  readonly parameters: ResidentParameters
  readonly plan: DevicePlan
  /** In the order in which their factors lie in the parameter vector. */
  readonly adapted: readonly AdaptedParameter[]
  readonly size: {
    readonly batch: number
    readonly height: number
    readonly width: number
    readonly tokens: number
  }
  readonly dropout: AdapterDropout
  /** Whether text is trained: then the gradient of what it gave is wanted. */
  readonly textGradient: boolean
  /** `auto` keeps the whole network in one program where that fits in memory. */
  readonly layout: 'auto' | 'whole' | 'blocks'
}
