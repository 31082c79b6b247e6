// The inverse of the regularised incomplete beta function for equal parameters, which the beta schedulers need.

/** The x in [0, 1] below which a Beta(a, a) variable lies with the given probability. */
export function inverseSymmetricBeta(probability: number, a: number): number {
  if (probability <= 0) return 0
  if (probability >= 1) return 1
  if (probability === 0.5) return 0.5
  if (probability > 0.5) return 1 - inverseSymmetricBeta(1 - probability, a)
  // By symmetry the lower half holds probability 1/2, so the normalising constant needs no gamma function.
  const target = 2 * probability * lowerIntegral(0.5, a)
  let low = 0
  let high = 0.5
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (lowerIntegral(middle, a) < target) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** ∫₀ˣ tᵃ⁻¹(1−t)ᵃ⁻¹ dt for x ≤ 1/2, by the continued fraction of DLMF 8.17.22 (modified Lentz). */
function lowerIntegral(x: number, a: number): number {
  if (x === 0) return 0
  let c = 1
  let d = 1 / (1 - ((2 * a) / (a + 1)) * x)
  let ratio = d
  for (let m = 1; m < 200; m++) {
    const even = (m * (a - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d)
    c = 1 + even / c
    ratio *= c * d
    const odd = (-(a + m) * (2 * a + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    const change = c * d
    ratio *= change
    if (Math.abs(change - 1) < 1e-15) break
  }
  return (x ** a * (1 - x) ** a * ratio) / a
}
