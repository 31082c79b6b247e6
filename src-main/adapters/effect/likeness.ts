// How alike two adapters are in what they do: the cosine of their changes, and whether one is a piece of the other.
import type { ComparedModule } from './compare-effects.ts'

export type Likeness = {
  /** ⟨ΔW₁, ΔW₂⟩ / (‖ΔW₁‖·‖ΔW₂‖) of all that can be told; null where either has nothing of that kind. */
  readonly cosine: number | null
  /** ‖ΔW₁‖, ‖ΔW₂‖. */
  readonly lengths: readonly [number, number]
  /** The weight at which the first comes nearest to the second at 1; null where there is no cosine. */
  readonly strength: number | null
  /** Whether every module has the same numbers in both, in whatever order, type and spelling. */
  readonly isSame: boolean
  /**
   * How far the smaller is from being the larger seen from one side. A resized copy is a projection: in every module
   * ⟨ΔW, ΔW'⟩ = ‖ΔW'‖². The spread of that ratio about its mean, weighted by ‖ΔW'‖²; null where there is no cosine.
   */
  readonly spread: number | null
  /** Modules that both change and whose changes depend on the base's weights: equal ones, and those nobody can compare. */
  readonly dependent: { readonly same: number; readonly untold: number }
}

type Sums = { aa: number; bb: number; ab: number }

/** `modules` of exactly two adapters. */
export async function likenessOf(modules: AsyncIterable<ComparedModule>): Promise<Likeness> {
  const shared: Sums[] = []
  const all: Sums = { aa: 0, bb: 0, ab: 0 }
  const dependent = { same: 0, untold: 0 }
  let isSame = true
  for await (const { states, products, same } of modules) {
    const isEqual = same[0]![1]!
    if (!isEqual) isSame = false
    const ab = products[0]?.[1] ?? null
    // A change that depends on the base, or two of unlike sizes.
    if (states.includes('dependent') || ab === null) {
      if (isEqual) dependent.same++
      else dependent.untold++
      continue
    }
    const sums = { aa: products[0]?.[0] ?? 0, bb: products[1]?.[1] ?? 0, ab }
    all.aa += sums.aa
    all.bb += sums.bb
    all.ab += sums.ab
    if (sums.aa > 0 && sums.bb > 0) shared.push(sums)
  }
  const lengths = [Math.sqrt(Math.max(0, all.aa)), Math.sqrt(Math.max(0, all.bb))] as const
  const most = lengths[0] * lengths[1]
  const isTold = most > 0
  return {
    cosine:
      isSame && (isTold || dependent.same > 0) ? 1 : isTold ? Math.min(1, Math.max(-1, all.ab / most)) : null,
    lengths,
    strength: isTold ? all.ab / all.aa : null,
    isSame,
    spread: isTold ? spreadOf(shared, all) : null,
    dependent,
  }
}

function spreadOf(modules: readonly Sums[], all: Sums): number | null {
  const smaller = all.aa < all.bb ? ('aa' as const) : ('bb' as const)
  const mean = all.ab / all[smaller]
  if (mean <= 0) return null
  let [squares, weight] = [0, 0]
  for (const sums of modules) {
    squares += sums[smaller] * (sums.ab / sums[smaller] / mean - 1) ** 2
    weight += sums[smaller]
  }
  return Math.sqrt(squares / weight)
}
