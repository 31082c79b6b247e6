// Adapters that do the same, in groups, and those that are steps of one training; from what was found out of pairs.
import {
  sameReasons,
  type DuplicateGroup,
  type DuplicateGroups,
  type SameReason,
} from '../../contract/effects.ts'
import { sameGroups } from './same-groups.ts'
import { trainingCards } from './training-cards.ts'
import type { EffectPair, KnownEffect } from '../../database/effects.ts'

type Link = {
  readonly first: string
  readonly second: string
  readonly why: SameReason
  readonly cosine: number
}

export function duplicateGroups(
  known: readonly KnownEffect[],
  pairs: readonly EffectPair[],
): Omit<DuplicateGroups, 'left'> {
  const groups = sameEffectGroups(known, pairs)
  return { groups, trainings: trainingCards(known, pairs, groups).map((files) => files.map(({ id }) => id)) }
}

/** `known`: at least all that have the tensors of another one, or are in a pair that does the same. */
export function sameEffectGroups(
  known: readonly KnownEffect[],
  pairs: readonly EffectPair[],
): DuplicateGroup[] {
  const proven = pairs.flatMap(({ first, second, cosine, reason }): Link[] => {
    const why = sameReasons.find((one) => one === reason)
    return why === undefined ? [] : [{ first, second, why, cosine: cosine ?? 1 }]
  })
  const links = [...sameTensors(known), ...proven].sort(
    (a, b) => rankOf(a) - rankOf(b) || b.cosine - a.cosine,
  )
  const joined = sameGroups(known)
  const holding = links.filter(({ first, second, why }) => joined.join(first, second, why === 'same-tensors'))
  const groups = joined.groups().map((ids) => {
    const members = new Set(ids)
    const own = holding.filter(({ first }) => members.has(first))
    return {
      why: sameReasons[Math.max(...own.map(rankOf))]!,
      cosine: Math.min(...own.map(({ cosine }) => cosine)),
      ids,
    }
  })
  return groups.sort((a, b) => b.cosine - a.cosine)
}

/** The best reason has 0. */
const rankOf = ({ why }: Link): number => sameReasons.indexOf(why)

/** Files with the same bytes of tensors, whatever is said around them. */
function sameTensors(known: readonly KnownEffect[]): Link[] {
  return [...Map.groupBy(known, ({ autoV3 }) => autoV3)].flatMap(([autoV3, [one, ...others]]) =>
    autoV3 === null || one === undefined
      ? []
      : others.map(({ id }): Link => ({ first: one.id, second: id, why: 'same-tensors', cosine: 1 })),
  )
}
