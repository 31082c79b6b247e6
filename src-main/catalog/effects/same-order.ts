// Groups of adapters that do the same as rows: the best of each first, and what each of the others has in common with it.
import { sameReasons, type DuplicateGroup, type SameReason } from '../../contract/effects.ts'
import type { EffectPair } from '../../database/effects.ts'
import type { SameEffectRow, Standing } from '../../database/same-effects.ts'
import { orderedPair } from './near-all.ts'

/** `standings`: of all that are in the groups. */
export function sameOrder(
  groups: readonly DuplicateGroup[],
  pairs: readonly EffectPair[],
  standings: ReadonlyMap<string, Standing>,
): SameEffectRow[] {
  const known = new Map(pairs.map((pair) => [`${pair.first} ${pair.second}`, pair]))
  return groups.flatMap((group, team) => {
    const [best, ...others] = group.ids.toSorted((a, b) => order(a, b, standings))
    if (best === undefined) return []
    return [
      { id: best, team, place: 0, why: null, cosine: null },
      ...others.map((id, index) => ({ id, team, place: index + 1, ...withBest(best, id) })),
    ]

    function withBest(one: string, other: string): { why: SameReason; cosine: number } {
      const pair = known.get(orderedPair(one, other).join(' '))
      const why = sameReasons.find((reason) => reason === pair?.reason)
      // Through a third one, or by the hash of their tensors: what holds the whole group together.
      if (pair === undefined || why === undefined) return { why: group.why, cosine: group.cosine }
      return { why, cosine: pair.cosine ?? 1 }
    }
  })
}

/**
 * A favourite before others, then by rating, then what has more of the change: rank and size of the file; then what was
 * used last, was there first, and has the shortest name.
 */
function order(a: string, b: string, standings: ReadonlyMap<string, Standing>): number {
  const [one, other] = [standings.get(a), standings.get(b)]
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined)
  return (
    Number(other.favourite) - Number(one.favourite) ||
    other.rating - one.rating ||
    other.rank - one.rank ||
    other.sizeBytes - one.sizeBytes ||
    compare(other.usedAt, one.usedAt) ||
    compare(one.addedAt, other.addedAt) ||
    one.path.length - other.path.length ||
    compare(one.path, other.path)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
