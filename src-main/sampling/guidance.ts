// Classifier-free guidance: away from the unconditional estimate, towards one or several conditional ones.

/** One part of a prompt joined with AND, with the weight written behind it. */
export type WeightedEstimate = { denoised: Float32Array; weight: number }

/** `D_u + Σ weight · guidance · (D_k − D_u)`, on any two estimates of one kind (clean, noise or velocity). */
export function guided(
  unconditional: Float32Array,
  conditional: readonly WeightedEstimate[],
  guidance: number,
): Float32Array {
  const result = Float32Array.from(unconditional)
  for (const { denoised, weight } of conditional) {
    const strength = weight * guidance
    for (let i = 0; i < result.length; i++) result[i]! += strength * (denoised[i]! - unconditional[i]!)
  }
  return result
}
