// Which weights a slider shows. A field takes any number; what a slider reaches is for the hand.

export type WeightRange = { min: number; max: number }

/** Where nothing else is known of an adapter. */
export const usualWeights: WeightRange = { min: -0.5, max: 1.5 }
/** No slider grows beyond this: a typing error must not make it useless. */
export const mostWeights: WeightRange = { min: -10, max: 10 }

/** A range as it may be: inside what is the most, and not empty. */
export function soundRange({ min, max }: WeightRange): WeightRange {
  const low = Math.min(mostWeights.max, Math.max(mostWeights.min, min))
  const high = Math.min(mostWeights.max, Math.max(mostWeights.min, max))
  return low < high ? { min: low, max: high } : usualWeights
}

/** Wider, to the next half, where the weight lies outside and is one that a slider reaches. */
export function widenedRange(range: WeightRange, weight: number): WeightRange {
  if (weight < mostWeights.min || weight > mostWeights.max) return range
  return {
    min: weight < range.min ? Math.floor(weight * 2) / 2 : range.min,
    max: weight > range.max ? Math.ceil(weight * 2) / 2 : range.max,
  }
}
