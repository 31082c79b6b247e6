// What adapters of a stack do to each other at their weights: pull together, pull apart, or mind their own business.
import { cosineOf, productsOf, type EffectMatrix, type EffectPart } from './effect-matrix.ts'

export type BlockConflict = {
  /** Index into the family's blocks. */
  readonly block: number
  /** Null where either leaves the block alone. */
  readonly cosine: number | null
}

export type PairConflict = {
  readonly first: number
  readonly second: number
  /** At their weights, over everything that can be told; null where either does nothing at all. */
  readonly cosine: number | null
  /**
   * ⟨w₁ΔW₁, w₂ΔW₂⟩ / ‖w₁ΔW₁‖²: the share of the first's own effect that the second adds to it, below 0 takes away
   * from it; and the other way round.
   */
  readonly shares: readonly [ofFirst: number, ofSecond: number] | null
  readonly blocks: readonly BlockConflict[]
  /** Modules that both change and that nobody can compare without the base's weights. */
  readonly untold: number
}

/** Every two of them. `weight`: of an adapter in a part, as its entry says. */
export function conflictsOf(
  { parts, untold }: EffectMatrix,
  count: number,
  weight: (adapter: number, part: EffectPart) => number,
): PairConflict[] {
  const all = productsOf(parts, count, weight)
  const blocks = [...new Set(parts.flatMap(({ block }) => block ?? []))].sort((a, b) => a - b)
  const perBlock = blocks.map((block) => ({
    block,
    products: productsOf(
      parts.filter((part) => part.block === block),
      count,
      weight,
    ),
  }))
  const pairs: PairConflict[] = []
  for (let first = 0; first < count; first++)
    for (let second = first + 1; second < count; second++) {
      const cosine = cosineOf(all, first, second)
      const together = all[first]![second]!
      pairs.push({
        first,
        second,
        cosine,
        shares: cosine === null ? null : [together / all[first]![first]!, together / all[second]![second]!],
        blocks: perBlock.map(({ block, products }) => ({ block, cosine: cosineOf(products, first, second) })),
        untold: untold[first]![second]!,
      })
    }
  return pairs
}
