// How far a written adapter is from what was wanted, parameter by parameter, from the file as it reads now.
import type { WeightedContribution } from '../../adapters/acting/stack.ts'
import { invariant } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import type { RewriteBase, SourceAdapter } from './adapter-source.ts'
import { areLinear, type Deltas } from './deltas.ts'
import type { RewriteRun } from './run.ts'

/** By parameter. */
export type Wanted = ReadonlyMap<string, readonly WeightedContribution[]>
export type Proof = { readonly largestError: number; readonly largestDelta: number }

export function wantedOf(adapter: Pick<SourceAdapter, 'contributions'>): Map<string, WeightedContribution[]> {
  return new Map(
    [...adapter.contributions].map(([name, list]) => [
      name,
      list.map((contribution) => ({ contribution, weight: 1 })),
    ]),
  )
}

export async function prove(
  wanted: Wanted,
  written: Wanted,
  context: { base: RewriteBase; deltas: Deltas; run: RewriteRun },
): Promise<Proof> {
  const { base, deltas, run } = context
  let [largestError, largestDelta] = [0, 0]
  const names = [...new Set([...wanted.keys(), ...written.keys()])]
  for (const [index, name] of names.entries()) {
    const [before, after] = [wanted.get(name) ?? [], written.get(name) ?? []]
    const target = (before[0] ?? after[0])?.contribution.target
    invariant(target, `${name} has a contribution`)
    const needsBase = !areLinear(before) || !areLinear(after)
    const weight = needsBase ? await base.weight(name, elementCount(target.shape)) : null
    const [a, b] = [await deltas.delta(target, before, weight), await deltas.delta(target, after, weight)]
    for (let at = 0; at < a.length; at++) {
      largestError = Math.max(largestError, Math.abs(a[at]! - b[at]!))
      largestDelta = Math.max(largestDelta, Math.abs(a[at]!))
    }
    await run.done(index + 1, names.length, 'prove')
  }
  return { largestError, largestDelta }
}
