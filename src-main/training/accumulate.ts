// Gradients of several passes added up before the optimizer sees them.

/** sum[offset…] ← sum[offset…] + gradient, in place. */
export function accumulate(sum: Float32Array, gradient: Float32Array, offset: number): void {
  for (let index = 0; index < gradient.length; index++) sum[offset + index]! += gradient[index]!
}
