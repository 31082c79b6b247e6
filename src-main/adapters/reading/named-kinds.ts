// What the names and shapes of a file tell without a base whose sizes it fits: kinds and ranks of its modules.
import { elementCount } from '../../base/shape.ts'
import type { AdapterKind } from '../../contract/adapter.ts'
import type { AdapterModule } from './adapter.ts'
import type { FactorShapes } from '../kinds/algorithm.ts'
import { algorithmOf, claimKind } from '../kinds/algorithms.ts'
import type { BaseModules } from './base-modules.ts'
import { hasDora } from '../kinds/dora.ts'
import { groupParts } from './group-parts.ts'
import { matrixShape } from '../kinds/matrix.ts'
import { rankMisfit } from '../kinds/misfit.ts'
import { partFamilies, type Part, type PartFamily } from '../names/suffixes.ts'
import { sortNames, type AdapterTable } from '../names/sort-names.ts'

export type NamedKinds = {
  /** Most frequent first, as in `AdapterContents`. */
  readonly kinds: readonly AdapterKind[]
  readonly ranks: readonly number[]
  readonly dora: boolean
  /** The modules that the names name, whether their sizes fit or not. */
  readonly modules: readonly AdapterModule[]
}

const families = (Object.keys(partFamilies) as PartFamily[]).filter((family) => family !== 'modifier')

export function namedKinds(table: AdapterTable, base: BaseModules): NamedKinds {
  const counts = new Map<AdapterKind, number>()
  const ranks = new Set<number>()
  const modules: AdapterModule[] = []
  let dora = false
  let convolution = false
  const { groups } = groupParts(sortNames(table), table, base)
  for (const { component, module, parts } of groups) {
    dora ||= hasDora(parts)
    for (const family of families) {
      const members: readonly Part[] = partFamilies[family]
      const own = [...parts].filter(([part]) => members.includes(part))
      if (own.length === 0) continue
      const shapes = new Map(own.map(([part, tensor]) => [part, table.tensors.get(tensor)?.shape ?? []]))
      const algorithm = claimKind(new Set(shapes.keys()), shapes.get('oftBlocks')?.length)
      if (algorithm === null || !holdsTogether(algorithm.kind, shapes)) continue
      counts.set(algorithm.kind, (counts.get(algorithm.kind) ?? 0) + 1)
      const rank = algorithm.rank(shapes)
      if (rank !== null) ranks.add(rank)
      const spare = [...parts].filter(([part]) => algorithm.parts.optional.includes(part))
      modules.push({
        component,
        path: module.path,
        kind: algorithm.kind,
        dora: hasDora(parts),
        rank,
        tensors: new Map([...own, ...spare]),
      })
      convolution ||= algorithm.kind === 'lora' && elementCount(module.weight.slice(2)) > 1
    }
  }
  return {
    kinds: [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([kind]) => (kind === 'lora' && convolution ? 'locon' : kind)),
    ranks: [...ranks].sort((a, b) => a - b),
    dora,
    modules,
  }
}

/** What can be wrong whatever the sizes of the base: empty factors, absurd ranks, two halves of unlike rank. */
function holdsTogether(kind: AdapterKind, shapes: FactorShapes): boolean {
  if ([...shapes.values()].some((shape) => elementCount(shape) === 0)) return false
  if (rankMisfit(algorithmOf(kind).rank(shapes)) !== null) return false
  const pairs =
    kind === 'lora'
      ? [['up', 'down']]
      : kind === 'loha'
        ? [
            ['hadaW1a', 'hadaW1b'],
            ['hadaW2a', 'hadaW2b'],
          ]
        : []
  if (shapes.has('mid') || shapes.has('hadaT1')) return true
  return pairs.every(([left = '', right = '']) => {
    const [a, b] = [shapes.get(left), shapes.get(right)]
    return a === undefined || b === undefined || matrixShape(a)[1] === matrixShape(b)[0]
  })
}
