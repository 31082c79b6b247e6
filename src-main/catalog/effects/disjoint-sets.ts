// What hangs together through links: groups that grow into each other.

export type DisjointSets = {
  join(first: string, second: string): void
  /** One of the group, the same for all in it. */
  leaderOf(id: string): string
  /** Of two and more. */
  groups(): string[][]
}

export function disjointSets(
  links: Iterable<{ readonly first: string; readonly second: string }> = [],
): DisjointSets {
  const leaders = new Map<string, string>()

  function leaderOf(id: string): string {
    let leader = id
    for (let next = leaders.get(leader); next !== undefined && next !== leader; next = leaders.get(leader))
      leader = next
    if (leaders.has(id)) leaders.set(id, leader)
    return leader
  }

  function join(first: string, second: string): void {
    const [one, other] = [leaderOf(first), leaderOf(second)]
    for (const id of [first, second, other, one]) leaders.set(id, one)
  }

  for (const { first, second } of links) join(first, second)
  return {
    join,
    leaderOf,
    groups: () => [...Map.groupBy(leaders.keys(), leaderOf).values()].filter(({ length }) => length > 1),
  }
}
