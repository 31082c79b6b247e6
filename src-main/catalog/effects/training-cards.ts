// Files of one training, which share a card: by what their trainer wrote, else by names that are proven by what the files do.
import { newestFirst, trainingPlace, type TrainingPlace } from '../../adapters/about/training-place.ts'
import { leastOfTraining } from '../../adapters/effect/same-effect.ts'
import type { EffectPair, KnownEffect } from '../../database/effects.ts'
import { disjointSets } from './disjoint-sets.ts'

export type CardFile = Pick<KnownEffect, 'id' | 'name' | 'family' | 'session' | 'place' | 'modifiedMs'>
export type TrainedFile = CardFile & TrainingPlace

type Link = { readonly first: string; readonly second: string }

/**
 * Each training with two and more files that are not all the same, the last one first; in the order of their smallest ids.
 * `pairs`: whose cosine is exact. `same`: groups that do the same.
 */
export function trainingCards(
  known: readonly CardFile[],
  pairs: readonly Pick<EffectPair, 'first' | 'second' | 'cosine'>[],
  same: readonly { readonly ids: readonly string[] }[],
): TrainedFile[][] {
  const files = new Map(
    known.map((one): [string, TrainedFile] => [one.id, { ...one, ...trainingPlace(one.name, one.place) }]),
  )
  const called = (id: string): string | null => {
    const one = files.get(id)
    return one === undefined ? null : `${one.family} ${one.stem}`
  }
  const alike = pairs.filter(
    ({ first, second, cosine }) =>
      cosine !== null &&
      cosine >= leastOfTraining &&
      called(first) !== null &&
      called(first) === called(second),
  )
  const copies = same.flatMap(({ ids }) =>
    linked(
      ids.filter((id) => files.has(id)),
      called,
    ),
  )
  const written = linked(
    known.flatMap(({ id, session }) => (session === null ? [] : [id])),
    (id) => `${files.get(id)!.family} ${files.get(id)!.session}`,
  )
  const copyOf = new Map(same.flatMap(({ ids }, group) => ids.map((id) => [id, group])))
  const areCopies = ([one, ...others]: readonly string[]): boolean =>
    copyOf.has(one!) && others.every((id) => copyOf.get(id) === copyOf.get(one!))
  return disjointSets([...written, ...alike, ...copies])
    .groups()
    .filter((ids) => !areCopies(ids))
    .map((ids) => ({ least: ids.toSorted()[0]!, files: newestFirst(ids.map((id) => files.get(id)!)) }))
    .sort((a, b) => (a.least < b.least ? -1 : 1))
    .map(({ files }) => files)
}

/** Those that have the same key. */
function linked(ids: readonly string[], keyOf: (id: string) => string | null): Link[] {
  return [...Map.groupBy(ids, keyOf).values()].flatMap(([first, ...others]) =>
    others.map((second) => ({ first: first!, second })),
  )
}
