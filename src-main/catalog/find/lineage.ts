// What a file was made from and what was made from it, through any number of merges, bakes and resizes.
import type { Lineage, LineageNode, LineageWish } from '../../contract/lineage.ts'
import type { KnownFile, LineageTable } from '../../database/lineage.ts'

/** Of one file, each way. */
const mostNodes = 200

/** Each file once, even where files say that they were made from each other; those nearest are never left out for others. */
export function lineageOf(table: LineageTable, wish: LineageWish): Lineage {
  const start =
    (wish.id === null ? null : table.find(wish.id)) ??
    (wish.sha256 === null ? null : table.bySha256(wish.sha256))
  const sha256 = start?.sha256 ?? wish.sha256
  return {
    from: start === null ? [] : walk({ id: start.id, sha256 }, (file, seen) => sourcesOf(table, file, seen)),
    into: sha256 === null ? [] : walk({ id: start?.id ?? null, sha256 }, (file) => madeFrom(table, file)),
  }
}

type File = { readonly id: string | null; readonly sha256: string | null }
type Step = Omit<LineageNode, 'depth'>
type Found = { readonly step: Step; readonly depth: number; readonly next: Found[] }

/** What is nearer is gone through first, and listed behind what leads to it. */
function walk(
  start: File,
  stepsFrom: (file: File, seen: ReadonlySet<string>) => Iterable<Step>,
): LineageNode[] {
  const seen = new Set(keysOf(start))
  const roots: Found[] = []
  const waiting: { file: File; depth: number; into: Found[] }[] = [{ file: start, depth: 1, into: roots }]
  let count = 0
  for (let at = 0; at < waiting.length && count < mostNodes; at++) {
    const { file, depth, into } = waiting[at]!
    for (const step of stepsFrom(file, seen)) {
      const reached = { id: step.here?.id ?? null, sha256: step.sha256 }
      const keys = keysOf(reached)
      if (keys.some((key) => seen.has(key))) continue
      if (count === mostNodes) break
      for (const key of keys) seen.add(key)
      count += 1
      const found = { step, depth, next: [] }
      into.push(found)
      waiting.push({ file: reached, depth: depth + 1, into: found.next })
    }
  }
  return listed(roots)
}

/** What is only named is not known to be the same as anything. */
function keysOf({ id, sha256 }: File): string[] {
  return [id, sha256].filter((key) => key !== null)
}

function listed(found: readonly Found[]): LineageNode[] {
  return found.flatMap(({ step, depth, next }) => [{ ...step, depth }, ...listed(next)])
}

/** What was seen under its hash is not looked for again: merges share most of what they come from. */
function* sourcesOf(table: LineageTable, { id }: File, seen: ReadonlySet<string>): Generator<Step> {
  if (id === null) return
  for (const source of table.sourcesOf(id)) {
    if (source.sha256 !== null && seen.has(source.sha256)) continue
    const file = source.sha256 === null ? null : table.bySha256(source.sha256)
    yield { ...source, here: hereOf(file), autoV3: file?.autoV3 ?? null }
  }
}

function madeFrom(table: LineageTable, { sha256 }: File): Step[] {
  if (sha256 === null) return []
  return table.madeFrom(sha256).map((file) => {
    const { name, weight, autoV3 } = file
    return { name, weight, autoV3, sha256: file.sha256, here: hereOf(file) }
  })
}

function hereOf(file: KnownFile | null): LineageNode['here'] {
  return file && { id: file.id, name: file.name, isAdapter: file.isAdapter }
}
