// How strong an adapter is beside what it changes, and which weight makes it as strong as others are at theirs.
import type { ModuleEnergy } from './module-energies.ts'

export type RelativeStrength = {
  /** √(Σ‖ΔW‖² / Σ‖W‖²) at weight 1, over the modules it changes. */
  readonly total: number
  /** The same over the modules of each block that it changes. */
  readonly blocks: ReadonlyMap<number, number>
}

/**
 * Null where it cannot be told: a module's change depends on the base's weights (DoRA, OFT, IA³, …), nothing of the
 * adapter acts on this base, or it changes nothing.
 */
export function relativeStrength(
  adapter: readonly ModuleEnergy[],
  base: ReadonlyMap<string, number>,
): RelativeStrength | null {
  const whole = { change: 0, own: 0 }
  const blocks = new Map<number, { change: number; own: number }>()
  for (const { name, block, energy } of adapter) {
    const own = base.get(name)
    if (energy === null || own === undefined) return null
    const sums = block === null ? null : (blocks.get(block) ?? { change: 0, own: 0 })
    for (const sum of sums === null ? [whole] : [whole, sums]) {
      sum.change += energy
      sum.own += own
    }
    if (block !== null) blocks.set(block, sums!)
  }
  const total = ratioOf(whole)
  return total > 0
    ? { total, blocks: new Map([...blocks].map(([block, sums]) => [block, ratioOf(sums)])) }
    : null
}

function ratioOf({ change, own }: { readonly change: number; readonly own: number }): number {
  const ratio = Math.sqrt(change / own)
  return Number.isFinite(ratio) ? ratio : 0
}

export type Calibration = {
  /** The weight at which it is as strong as the middle one of the others at 1. */
  readonly weight: number
  /** From where it is as strong as the lower quarter of them ends, to where the upper one begins. */
  readonly range: { readonly min: number; readonly max: number }
}

/** Of fewer nobody can say what is usual. */
export const fewestCompared = 3

/** `usual`: total strengths of adapters for the same base, in any order. Null for too few of them. */
export function calibrationOf(total: number, usual: readonly number[]): Calibration | null {
  if (usual.length < fewestCompared) return null
  const sorted = usual.toSorted((a, b) => a - b)
  const at = (share: number): number => quantile(sorted, share) / total
  return { weight: at(0.5), range: { min: at(0.25), max: at(0.75) } }
}

/** Between two of them in a straight line. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!]
  return low + (place - below) * (high - low)
}
