// Adapters that do the same, in groups, and those that are steps of one training; from what was found out of pairs.
import { dirname } from 'node:path'
import {
  sameReasons,
  type DuplicateGroup,
  type DuplicateGroups,
  type SameReason,
} from '../../contract/effects.ts'
import { disjointSets } from './disjoint-sets.ts'
import { sameGroups } from './same-groups.ts'
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
  const { groups, areJoined } = sameEffectGroups(known, pairs)
  return {
    groups,
    // Copies of one file are no steps.
    trainings: trainingsOf(known).filter(([one, ...others]) => !others.every((id) => areJoined(one!, id))),
  }
}

/** `known`: at least all that have the tensors of another one, or are in a pair that does the same. */
export function sameEffectGroups(
  known: readonly KnownEffect[],
  pairs: readonly EffectPair[],
): { groups: DuplicateGroup[]; areJoined: (first: string, second: string) => boolean } {
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
  return {
    groups: groups.sort((a, b) => b.cosine - a.cosine),
    areJoined: joined.areJoined,
  }
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

/** By what the trainer wrote; else files of one folder and family whose names differ in a count alone. */
function trainingsOf(known: readonly KnownEffect[]): string[][] {
  const keys = (one: KnownEffect): string[] => [
    ...(one.session === null ? [] : [`session ${one.family} ${one.session}`]),
    `name ${one.family} ${dirname(one.path)} ${one.stem}`,
  ]
  const links = [
    ...Map.groupBy(
      known.flatMap((one) => keys(one).map((key) => ({ key, id: one.id }))),
      ({ key }) => key,
    ),
  ].flatMap(([, [one, ...others]]) => others.map(({ id }) => ({ first: one!.id, second: id })))
  const names = new Map(known.map(({ id, name }) => [id, name]))
  const collator = new Intl.Collator('en', { numeric: true })
  const byName = (a: string, b: string): number => collator.compare(names.get(a) ?? '', names.get(b) ?? '')
  return disjointSets(links)
    .groups()
    .map((ids) => ids.sort(byName))
    .sort(([a = ''], [b = '']) => byName(a, b))
}
