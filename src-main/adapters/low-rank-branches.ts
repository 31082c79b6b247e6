// Low-rank adapters beside the layers they change, for devices whose weights are constants: y + Σ aᵢ·up(down(x)).
// Only the amounts change when a slider moves, so that the program stays.
import { invariant } from '../base/errors.ts'
import { createGraphBuilder, type GraphBuilder } from '../graph/builder.ts'
import type { Graph, Node, Value } from '../graph/ir.ts'
import type { Padding } from '../graph/shape-rules.ts'
import { verify } from '../graph/verify.ts'
import { matrixShape } from './matrix.ts'
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
    const [x, weight] = node.inputs
    const [y] = node.outputs
    const own = weight && ranks.get(weight.name)
    if (!own || !x || !y || (node.op !== 'linear' && node.op !== 'conv2d')) continue
    const sum = own.reduce((running, rank, index) => {
      const slot = (first.get(weight.name) ?? 0) + index
      const amount = g.slice(amounts, 0, slot, slot + 1)
      return g.add(running, branch(g, node, { x, weight, rank, index, amount }))
    }, y)
    sums.set(y, sum)
  }
  return inOrder(graph, g.finish({}), sums)
}

type Branch = {
  readonly x: Value
  readonly weight: Value
  readonly rank: number
  readonly index: number
  readonly amount: Value
}

function branch(g: GraphBuilder, node: Node, { x, weight, rank, index, amount }: Branch): Value {
  const shape = weight.shape.map(Number)
  const [rows, columns] = matrixShape(shape)
  const [upName, downName] = [
    branchParameter.up(weight.name, index),
    branchParameter.down(weight.name, index),
  ]
  if (node.op === 'linear') {
    const hidden = g.linear(x, g.parameter(downName, [rank, columns]))
    return g.linear(g.mul(hidden, amount), g.parameter(upName, [rows, rank]))
  }
  const { stride, padding } = node.attributes as { stride: number; padding: Padding }
  const down = g.parameter(downName, [rank, ...shape.slice(1)])
  const hidden = g.conv2d(x, down, undefined, { stride, padding })
  const up = g.parameter(upName, [rows, rank, 1, 1])
  return g.conv2d(g.mul(hidden, amount), up, undefined, { stride: 1, padding: [0, 0, 0, 0] })
}

/** Every branch right behind its layer, and what used the layer's output uses the sum. */
function inOrder(graph: Graph, grown: Graph, sums: ReadonlyMap<Value, Value>): Graph {
  const current = (value: Value): Value => sums.get(value) ?? value
  const added = grown.nodes.slice(graph.nodes.length).values()
  const nodes: Node[] = []
  for (const node of graph.nodes) {
    nodes.push({ ...node, inputs: node.inputs.map(current) })
    const [y] = node.outputs
    const sum = y && sums.get(y)
    if (y === undefined || sum === undefined) continue
    for (let made = added.next(); ; made = added.next()) {
      invariant(!made.done, 'a branch ends with its sum')
      // The layer's own output goes into the sum as it is.
      nodes.push({
        ...made.value,
        inputs: made.value.inputs.map((value) => (value === y ? y : current(value))),
      })
      if (made.value.outputs[0] === sum) break
    }
  }
  const outputs = graph.outputs.map(({ name, value }) => ({ name, value: current(value) }))
  const whole: Graph = { ...grown, nodes, outputs }
  verify(whole)
  return whole
}

function canBranch(contribution: Contribution): boolean {
  const { shape } = contribution.target
  return isThin(contribution) && (shape.length === 2 || shape.length === 4)
}
