// How many singular values are kept: a rank, and criteria that keep fewer where fewer tell as much.

export const rankCriteria = ['ratio', 'frobenius', 'cumulative'] as const
/**
 * `ratio` X: those larger than the first divided by X. `frobenius` X: as few as have the share X of the length
 * √Σσ². `cumulative` X: as few as have the share X of Σσ. kohya-ss networks/resize_lora.py.
 */
export type RankCriterion = { readonly by: (typeof rankCriteria)[number]; readonly value: number }

/**
 * From 1 to `most`. `energy` is Σσ² of all values, also of those that were not computed; `cumulative` needs them all.
 */
export function chooseRank(
  s: Float64Array,
  { most, criterion, energy }: { most: number; criterion: RankCriterion | null; energy: number },
): number {
  const limit = Math.max(1, Math.min(most, s.length))
  const wanted = criterion === null ? limit : wantedRank(s, criterion, energy)
  return Math.max(1, Math.min(limit, wanted))
}

function wantedRank(s: Float64Array, { by, value }: RankCriterion, energy: number): number {
  const [largest = 0] = s
  if (by === 'ratio') return s.filter((one) => one * value > largest).length
  const power = by === 'frobenius' ? 2 : 1
  const whole = power === 2 ? energy : s.reduce((sum, one) => sum + one, 0)
  const goal = value ** power * whole
  let sum = 0
  for (const [index, one] of s.entries()) {
    sum += one ** power
    if (sum >= goal) return index + 1
  }
  return s.length
}
