// Low-rank adapters beside the layers they change, for devices whose weights are constants: y + Σ aᵢ·up(down(x)).
// Only the amounts change when a slider moves, so that the program stays.
import { createGraphBuilder, type GraphBuilder } from '../../graph/builder.ts'
import type { Graph, Value } from '../../graph/ir.ts'
import { behindLayers, layerBranch, layerOf } from './layer-branch.ts'
import { isThin, type Contribution, type StackedAdapter } from './stack.ts'

/** What a graph must know of the branches of one parameter: their ranks, in stack order. */
export type BranchRanks = ReadonlyMap<string, readonly number[]>

/** The parameters that branches add to a graph. */
export const branchParameter = {
  up: (parameter: string, index: number) => `${parameter}#${index}.up`,
  down: (parameter: string, index: number) => `${parameter}#${index}.down`,
  /** m·s of every branch, in the order of `BranchRanks`. */
  amounts: (component: string) => `${component}.#amounts`,
} as const

/** The parameters all of whose changes are plain low-rank products of layers, with these changes. */
export function branchedContributions(stack: readonly StackedAdapter[]): Map<string, Contribution[]> {
  const all = new Map<string, Contribution[]>()
  for (const { contributions } of stack)
    for (const [name, own] of contributions) all.set(name, [...(all.get(name) ?? []), ...own])
  return new Map([...all].filter(([, own]) => own.every(canBranch)))
}

export function ranksOf(branched: ReadonlyMap<string, readonly Contribution[]>): Map<string, number[]> {
  return new Map(
    [...branched].map(([name, own]) => [name, own.map(({ factors }) => factors.get('down')?.shape[0] ?? 0)]),
  )
}

/** Parameters that no linear layer or convolution uses as its weight keep the graph as it is. */
export function addLowRankBranches(graph: Graph, component: string, ranks: BranchRanks): Graph {
  const count = [...ranks.values()].reduce((sum, own) => sum + own.length, 0)
  if (count === 0) return graph
  const g = createGraphBuilder(graph.name, graph)
  const amounts = g.parameter(branchParameter.amounts(component), [count])
  const first = new Map<string, number>()
  let next = 0
  for (const [name, own] of ranks) {
    first.set(name, next)
    next += own.length
  }
  /** Output of a layer → the same with its branches. */
  const sums = new Map<Value, Value>()
  for (const node of graph.nodes) {
    const layer = layerOf(node)
    const own = layer && ranks.get(layer.weight.name)
    if (!own) continue
    const sum = own.reduce((running, rank, index) => {
      const slot = (first.get(layer.weight.name) ?? 0) + index
      const amount = g.slice(amounts, 0, slot, slot + 1)
      const factors = branchFactors(g, layer.weight, rank, index)
      return g.add(
        running,
        layerBranch(g, node, factors, (hidden) => g.mul(hidden, amount)),
      )
    }, layer.y)
    sums.set(layer.y, sum)
  }
  return behindLayers(graph, g.finish({}), sums)
}

function branchFactors(
  g: GraphBuilder,
  weight: Value,
  rank: number,
  index: number,
): { down: Value; up: Value } {
  const [rows, ...inner] = weight.shape.map(Number)
  const up = inner.length === 1 ? [rows!, rank] : [rows!, rank, 1, 1]
  return {
    down: g.parameter(branchParameter.down(weight.name, index), [rank, ...inner]),
    up: g.parameter(branchParameter.up(weight.name, index), up),
  }
}

function canBranch(contribution: Contribution): boolean {
  const { shape } = contribution.target
  return isThin(contribution) && (shape.length === 2 || shape.length === 4)
}
