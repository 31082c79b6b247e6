// Who did it: the adapters of a picture in the order of what they changed, in all of it or in one spot.
import {
  differenceFigures,
  type DifferenceFigures,
  type DifferenceMap,
  type Spot,
} from '../../../src-main/base/difference-map.ts'
import type { MutedCell, MutedEntry } from '../../../src-main/contract/muting.ts'

export type Suspect = {
  /** Its place among the cells. */
  readonly index: number
  readonly cell: MutedCell & { readonly entry: MutedEntry }
  /** Null until it was compared. */
  readonly figures: DifferenceFigures | null
}

/**
 * Of all of it, whoever changed the most places comes first; in a spot, which is small, whoever changed it furthest.
 * Those that are still to come follow in the order of the stack.
 */
export function suspects(
  cells: readonly MutedCell[],
  maps: ReadonlyMap<number, DifferenceMap>,
  spot: Spot | null,
): Suspect[] {
  const all = cells.flatMap((cell, index): Suspect[] => {
    const { entry, distance } = cell
    if (entry === null) return []
    const map = maps.get(index)
    const here = spot === null ? distance : map === undefined ? null : differenceFigures(map, spot)
    return [{ index, cell: { ...cell, entry }, figures: distance === null ? null : here }]
  })
  return all.toSorted((one, other) => {
    if (one.figures === null || other.figures === null)
      return Number(one.figures === null) - Number(other.figures === null)
    const byMean = other.figures.mean - one.figures.mean
    return spot === null ? other.figures.share - one.figures.share || byMean : byMean
  })
}

export const grades = ['much', 'some', 'little', 'nothing'] as const
export type Grade = (typeof grades)[number]

/** Means from which on one sees it at a glance, and when one looks for it; see `visibleByte`. */
const least = { much: 0.1, some: 0.02 } as const

/** What a mean distance comes to in a word. */
export function gradeOf({ mean }: DifferenceFigures): Grade {
  if (mean >= least.much) return 'much'
  if (mean >= least.some) return 'some'
  return mean > 0 ? 'little' : 'nothing'
}
