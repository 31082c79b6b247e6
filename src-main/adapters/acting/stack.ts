// A stack as arithmetic: which adapters change which parameter, in what order, with what weight at a moment of the run.
import { roleOf, type Component } from '../../architectures/families/component.ts'
import { invariant } from '../../base/errors.ts'
import type { StackEntry, WeightSchedule } from '../../contract/adapter.ts'
import { expandBlockWeights, type Blocks } from '../../contract/blocks.ts'
import type { AdapterModule } from '../reading/adapter.ts'
import type { Algorithm, Factors, Target } from '../kinds/algorithm.ts'
import { algorithmOf } from '../kinds/algorithms.ts'
import { modulesByName, type BaseModules } from '../reading/base-modules.ts'
import { hasDora } from '../kinds/dora.ts'
import { graphFactors } from '../kinds/factors.ts'

/** One adapter's change of one parameter: everything a merge needs but its weight. */
export type Contribution = {
  readonly algorithm: Algorithm
  readonly target: Target
  readonly factors: Factors
  /** The static scale s. */
  readonly scale: number
  readonly component: Component
  /** Its place among the blocks of its family; null where no block weight reaches. */
  readonly block: { readonly index: number; readonly blocks: Blocks } | null
}

/** By parameter name: `unet.conv_in.weight`. */
export type Contributions = ReadonlyMap<string, readonly Contribution[]>

/** What of an entry decides its weight. */
export type EntryWeights = Pick<StackEntry, 'on' | 'weight' | 'textWeight' | 'blockWeights' | 'schedule'>

export type StackedAdapter = { readonly entry: EntryWeights; readonly contributions: Contributions }

export type WeightedContribution = { readonly contribution: Contribution; readonly weight: number }

/** What an adapter changes, with the factors of each of its modules. */
export async function contributionsOf(
  modules: readonly AdapterModule[],
  base: BaseModules,
  factorsOf: (module: AdapterModule) => Promise<Factors>,
): Promise<Map<string, Contribution[]>> {
  const table = modulesByName(base)
  const contributions = new Map<string, Contribution[]>()
  for (const adapted of modules) {
    const { component, path, kind } = adapted
    const module = table.get(`${component}.${path}`)
    invariant(module, `${component}.${path} is a module of the base`)
    const algorithm = algorithmOf(kind)
    const read = await factorsOf(adapted)
    const scale = adapted.scale ?? algorithm.scale(read)
    for (const changed of algorithm.changes(new Set(read.keys()))) {
      const shape = changed === 'weight' ? module.weight : [module.weight[0] ?? 0]
      const target: Target = { kind: changed, shape }
      const factors = graphFactors(algorithm, read, target)
      const name = `${component}.${path}.${changed}`
      const own = contributions.get(name) ?? []
      const index = base.family.blockOf(component, module)
      const block = index === null ? null : { index, blocks: base.family.blocks }
      own.push({ algorithm, target, factors, scale, component, block })
      contributions.set(name, own)
    }
  }
  return contributions
}

/** A product of two thin matrices as they lie in memory: up [rows, rank] · down [rank, columns], scaled. */
export function isThin({ algorithm, factors }: Contribution): boolean {
  return algorithm.lowRank !== undefined && factors.has('up') && !factors.has('mid') && !hasDora(factors)
}

/** The parameters that any adapter of the stack can change, whatever its weight. */
export function touchedParameters(stack: readonly StackedAdapter[]): Set<string> {
  return new Set(stack.flatMap(({ contributions }) => [...contributions.keys()]))
}

/** The contributions to one parameter in stack order; those of weight 0 are left out. */
export function contributionsAt(
  stack: readonly StackedAdapter[],
  name: string,
  at: number,
): WeightedContribution[] {
  return stack.flatMap(({ entry, contributions }) =>
    (contributions.get(name) ?? []).flatMap((contribution) => {
      const weight = weightAt(entry, contribution, at)
      return weight === 0 ? [] : [{ contribution, weight }]
    }),
  )
}

/** The slider m of a contribution at a fraction of the run: 0 is the first step, 1 the last. */
export function weightAt(
  entry: EntryWeights,
  { component, block }: Pick<Contribution, 'component' | 'block'>,
  at: number,
): number {
  if (!entry.on) return 0
  const isText = roleOf(component) === 'encoder'
  const own = isText ? (entry.textWeight ?? entry.weight) : entry.weight
  // Text is encoded once, before the first step.
  const moment = isText ? 0 : at
  return (
    own * blockFactor(entry, block) * (entry.schedule === null ? 1 : scheduledFactor(entry.schedule, moment))
  )
}

function blockFactor({ blockWeights }: EntryWeights, block: Contribution['block']): number {
  if (blockWeights === null || block === null) return 1
  return expandBlockWeights(block.blocks, blockWeights)?.[block.index] ?? 1
}

/** Straight lines between the points; before the first and after the last it stays as it is. */
export function scheduledFactor(schedule: WeightSchedule, at: number): number {
  const points = schedule.toSorted((a, b) => a.at - b.at)
  const next = points.findIndex((point) => point.at > at)
  const after = points[next]
  const before = next < 0 ? points.at(-1) : points[next - 1]
  if (before === undefined) return after?.factor ?? 1
  if (after === undefined) return before.factor
  return before.factor + ((at - before.at) / (after.at - before.at)) * (after.factor - before.factor)
}
