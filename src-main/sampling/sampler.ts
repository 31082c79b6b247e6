// The one interface between networks and samplers: `denoised = f(x, sigma)`
// (k-diffusion's), and samplers as generators.

/**
 * x: the noisy latent (clean + sigma * noise), flat [batch * channels * height
 * * width]; resolves to the clean estimate.
 */
export type Denoise = (x: Float32Array, sigma: number) => Promise<Float32Array>

/** Draws noise of the latent's size, per image from that image's own generator. */
export interface NoiseSampler {
  /** The next draw of each image's generator. */
  next(): Float32Array
  /** Brownian-tree increment between two noise levels, unit variance (samplers that need it say so). */
  between(sigma: number, sigmaNext: number): Float32Array
}

export type SamplerInput = {
  /** Start latent, already scaled by the first sigma. Not modified. */
  x: Float32Array
  /** Falling noise levels; the last is 0 unless the schedule says otherwise. */
  sigmas: Float64Array
  denoise: Denoise
  noise: NoiseSampler
  signal?: AbortSignal
}

/** After step `index` (0-based) of `steps`: the current latent and the clean estimate it was made with. */
export type SamplerStep = {
  index: number
  steps: number
  sigma: number
  x: Float32Array
  denoised: Float32Array
}

/** Yields after every step; the last yielded `x` is the result. */
export type Sampler = (input: SamplerInput) => AsyncGenerator<SamplerStep, void>
