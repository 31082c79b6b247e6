// Moves that are wished for at once, as moves one after the other: files may take each other's names, and one may get its own
// in another spelling.
import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { foldedPath } from '../files/folded-path.ts'
import type { PlannedMove } from './operation.ts'

type FileMove = PlannedMove & { readonly from: string }

/**
 * Whoever has a name that another one gets goes first; in a circle, one of them waits under a name that no listing shows. So
 * does a file whose name is spelled anew: where case does not count, a disk calls both names the same and does nothing.
 * `moves`: no two to one name.
 */
export function oneAfterAnother(moves: readonly FileMove[]): PlannedMove[] {
  const there = new Map(moves.map((move) => [foldedPath(move.from), move]))
  const seen = new Set<FileMove>()
  const ordered: PlannedMove[] = []
  for (const first of moves) {
    if (seen.has(first)) continue
    // Each stands in the place of the one before it.
    const chain: FileMove[] = []
    let next: FileMove | undefined = first
    while (next !== undefined && !seen.has(next)) {
      seen.add(next)
      chain.push(next)
      next = there.get(foldedPath(next.to))
    }
    if (next !== first) {
      ordered.push(...chain.reverse())
      continue
    }
    const between = join(dirname(first.from), `.lamina-${randomUUID()}`)
    ordered.push({ ...first, to: between }, ...chain.slice(1).reverse(), { ...first, from: between })
  }
  return ordered
}
