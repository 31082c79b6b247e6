// Adapters that do the same, growing into groups; steps of one training never meet in one through a copy that lies between.
import { disjointSets } from './disjoint-sets.ts'

type Step = { readonly id: string; readonly session: string | null; readonly place: string | null }

export type SameGroups = {
  /** False where it would bring two steps of one training together. */
  join(first: string, second: string, isSameNumbers: boolean): boolean
  areJoined(first: string, second: string): boolean
  groups(): string[][]
}

export function sameGroups(known: readonly Step[]): SameGroups {
  const sets = disjointSets()
  /** By the leader of a group: session → place. */
  const steps = new Map(
    known.map(({ id, session, place }) => [
      id,
      new Map(session === null || place === null ? [] : [[session, place]]),
    ]),
  )
  const stepsOf = (id: string): Map<string, string> =>
    steps.get(sets.leaderOf(id)) ?? new Map<string, string>()

  return {
    join(first, second, isSameNumbers) {
      if (sets.leaderOf(first) === sets.leaderOf(second)) return true
      const [one, other] = [stepsOf(first), stepsOf(second)]
      const meets = [...other].some(([session, place]) => one.has(session) && one.get(session) !== place)
      if (meets && !isSameNumbers) return false
      sets.join(first, second)
      steps.set(sets.leaderOf(first), new Map([...other, ...one]))
      return true
    },
    areJoined: (first, second) => sets.leaderOf(first) === sets.leaderOf(second),
    groups: sets.groups,
  }
}
