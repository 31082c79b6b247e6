// Classifier-free guidance: away from the unconditional estimate, towards one or several conditional ones.
import type { Profile } from '../contract/generation.ts'

/** One part of a prompt joined with AND, with the weight written behind it. */
export type WeightedEstimate = { denoised: Float32Array; weight: number }

/** ComfyUI leaves the unconditional pass out when it would cancel; A1111 always makes it. */
export function needsUnconditional(profile: Profile, guidance: number): boolean {
  return !(profile === 'comfyui' && guidance === 1)
}

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
