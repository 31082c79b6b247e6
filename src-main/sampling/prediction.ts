// What a network's output means: the clean estimate from a prediction of noise or of velocity.

/** `epsilon`: the output is the noise. `v`: it is √ᾱ·noise − √(1−ᾱ)·clean (Salimans and Ho 2022). */
export type PredictionType = 'epsilon' | 'v'

/** The factor that brings a latent `clean + sigma * noise` to the power the network expects. */
export function inputScale(sigma: number): number {
  return 1 / Math.sqrt(sigma * sigma + 1)
}

/** `x` times `inputScale(sigma)`, as the network wants it. */
export function scaledInput(x: Float32Array, sigma: number): Float32Array {
  const scale = inputScale(sigma)
  return x.map((value) => value * scale)
}

/** The clean estimate from the network's output for `x` (unscaled) at `sigma`. */
export function denoised(
  prediction: PredictionType,
  x: Float32Array,
  sigma: number,
  output: Float32Array,
): Float32Array {
  const scale = inputScale(sigma)
  const [keep, remove] = prediction === 'epsilon' ? [1, sigma] : [scale * scale, sigma * scale]
  const clean = new Float32Array(x.length)
  for (let i = 0; i < clean.length; i++) clean[i] = keep * x[i]! - remove * output[i]!
  return clean
}
