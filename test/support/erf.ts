// The error function in float64: Abramowitz & Stegun 7.1.6 near zero, the continued fraction 7.1.14 beyond.

export function erf(x: number): number {
  if (x < 0) return -erf(-x)
  const bell = Math.exp(-x * x) / Math.sqrt(Math.PI)
  if (x < 3) {
    let term = x
    let total = x
    for (let n = 1; term > total * 1e-17; n++) {
      term *= (2 * x * x) / (2 * n + 1)
      total += term
    }
    return 2 * bell * total
  }
  let fraction = x
  for (let n = 60; n >= 1; n--) fraction = x + n / 2 / fraction
  return 1 - bell / fraction
}
