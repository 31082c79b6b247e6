// Arithmetic on flat latents: float32 in, float32 out, with float64 in between.

/** a·x + b·y. */
export function blend(a: number, x: Float32Array, b: number, y: Float32Array): Float32Array {
  const result = new Float32Array(x.length)
  for (let i = 0; i < result.length; i++) result[i] = a * x[i]! + b * y[i]!
  return result
}

/** a·x + b·y + c·z. */
export function blend3(
  a: number,
  x: Float32Array,
  b: number,
  y: Float32Array,
  c: number,
  z: Float32Array,
): Float32Array {
  const result = new Float32Array(x.length)
  for (let i = 0; i < result.length; i++) result[i] = a * x[i]! + b * y[i]! + c * z[i]!
  return result
}

/** factor·x. */
export function scaled(factor: number, x: Float32Array): Float32Array {
  return x.map((value) => factor * value)
}

/** x + amount·y, in x itself: only for a latent that was made in the same step. */
export function addInPlace(x: Float32Array, amount: number, y: Float32Array): Float32Array {
  for (let i = 0; i < x.length; i++) x[i]! += amount * y[i]!
  return x
}

/** The slope dx/dσ towards the clean estimate (Karras et al. 2022, eq. 3). */
export function slope(x: Float32Array, denoised: Float32Array, sigma: number): Float32Array {
  return blend(1 / sigma, x, -1 / sigma, denoised)
}

/** Along the straight line through `x` at `sigma` and the clean estimate: the latent it has at `next`. */
export function eulerTo(next: number, sigma: number, x: Float32Array, denoised: Float32Array): Float32Array {
  const keep = next / sigma
  return blend(keep, x, 1 - keep, denoised)
}
