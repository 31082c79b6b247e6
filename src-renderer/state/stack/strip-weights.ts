// The ten weights of a strip, and the order in which their pictures are made. Pure.

const count = 10
const grain = 0.05

/** Ten weights over the range, rising, always with 0 and the preferred one. */
export function stripWeights(range: { min: number; max: number }, preferred: number): number[] {
  const below = range.min < 0 ? (range.max > 0 ? 2 : count - 1) : 0
  const above = count - 1 - below
  const down = below === 0 ? 0 : tidy(Math.abs(range.min) / (below + 1), Math.floor)
  const up = above === 0 ? 0 : tidy(range.max / above, Math.floor)
  const weights = [
    ...Array.from({ length: below }, (_, index) => round(-down * (below - index))),
    0,
    ...Array.from({ length: above }, (_, index) => round(up * (index + 1))),
  ]
  if (weights.includes(preferred)) return weights
  const others = weights.filter((weight) => weight !== 0)
  const nearest = others.reduce((best, weight) =>
    Math.abs(weight - preferred) < Math.abs(best - preferred) ? weight : best,
  )
  return weights.map((weight) => (weight === nearest ? preferred : weight)).toSorted((a, b) => a - b)
}

/** Indices of the weights, the one nearest to `centre` first, then outwards. */
export function centreFirst(weights: readonly number[], centre: number): number[] {
  const distance = (index: number): number => Math.abs((weights[index] ?? 0) - centre)
  return weights.map((_, index) => index).toSorted((a, b) => distance(a) - distance(b) || b - a)
}

function tidy(step: number, how: (value: number) => number): number {
  return Math.max(grain, how(round(step / grain)) * grain)
}
function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
