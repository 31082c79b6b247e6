// How a network relates to noise: what it is shown of a noisy latent, and what its answer says about the clean one.

/**
 * Latents are `clean + sigma * noise` for every network: sigma is noise per
 * clean signal, whatever it was trained with.
 */
export type Parameterisation = {
  /** The factor that brings such a latent to the power the network expects. */
  inputScale(sigma: number): number
  /** The clean estimate from the network's output for `x`, which is not scaled, at `sigma`. */
  denoised(x: Float32Array, sigma: number, output: Float32Array): Float32Array
}

/** What Stable Diffusion's networks predict: the noise, or √ᾱ·noise − √(1−ᾱ)·clean (Salimans and Ho 2022). */
export type PredictionType = 'epsilon' | 'v'

/** Signal and noise share unit power in what the network sees. */
const unitPower = (sigma: number): number => 1 / Math.sqrt(sigma * sigma + 1)

export const predictions: Readonly<Record<PredictionType, Parameterisation>> = {
  epsilon: {
    inputScale: unitPower,
    denoised: (x, sigma, output) => blended(1, x, sigma, output),
  },
  v: {
    inputScale: unitPower,
    denoised(x, sigma, output) {
      const scale = unitPower(sigma)
      return blended(scale * scale, x, sigma * scale, output)
    },
  },
}

function blended(keep: number, x: Float32Array, remove: number, output: Float32Array): Float32Array {
  const clean = new Float32Array(x.length)
  for (let i = 0; i < clean.length; i++) clean[i] = keep * x[i]! - remove * output[i]!
  return clean
}
