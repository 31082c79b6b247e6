// A network with an adapter inside its graph, the factors as inputs, which is what is trained: beside a layer where
// they are thin, x·Wᵀ + s·(x·Aᵀ)·Bᵀ, else in its weight, W + s·ΔW.
import { invariant } from '../../base/errors.ts'
import { createGraphBuilder } from '../../graph/builder.ts'
import type { Graph, Value } from '../../graph/ir.ts'
import { verify } from '../../graph/verify.ts'
import type { Algorithm, FactorShapes } from '../kinds/algorithm.ts'
import { hasDora } from '../kinds/dora.ts'
import { behindLayers, layerBranch, layerOf } from './layer-branch.ts'
import { matrixShape } from '../kinds/matrix.ts'
import { merged } from './merge-graph.ts'
import { noRest, restInput, type RestKinds } from './rest.ts'

/** One parameter that an adapter changes. */
export type AdaptedParameter = {
  /** Canonical name with its component: `unet.conv_in.weight`. */
  readonly parameter: string
  readonly algorithm: Algorithm
  /** Parts that become inputs; `alpha` and the like belong into `scale`. */
  readonly shapes: FactorShapes
  readonly scale: number
}

/** The graph input that holds a factor. */
export const factorInput = (parameter: string, part: string): string => `${parameter}:${part}`

/** `rest`: which parts can rest in a pass; each kind is an input of its own for every parameter it concerns. */
export function adaptedGraph(
  graph: Graph,
  adapted: readonly AdaptedParameter[],
  rest: RestKinds = noRest,
): Graph {
  const beside = new Map<string, AdaptedParameter>()
  const inside: AdaptedParameter[] = []
  for (const one of adapted) {
    invariant(
      graph.parameters.some(({ name }) => name === one.parameter),
      `${graph.name} has no parameter "${one.parameter}"`,
    )
    if (isThinLayer(graph, one)) beside.set(one.parameter, one)
    else inside.push(one)
  }
  return withMergedWeights(withBranches(graph, beside, rest), inside, rest)
}

/** Two thin factors of a weight that only layers read. */
function isThinLayer(graph: Graph, { parameter, algorithm, shapes }: AdaptedParameter): boolean {
  if (!algorithm.lowRank || !shapes.has('up') || shapes.has('mid') || hasDora(shapes)) return false
  return graph.nodes.every(
    (node) => layerOf(node)?.weight.name === parameter || node.inputs.every(({ name }) => name !== parameter),
  )
}

function withBranches(graph: Graph, adapted: ReadonlyMap<string, AdaptedParameter>, rest: RestKinds): Graph {
  if (adapted.size === 0) return graph
  const g = createGraphBuilder(graph.name, graph)
  const inputs = new Map<string, Value>()
  const input = (name: string, shape: Value['shape']): Value => {
    const known = inputs.get(name) ?? g.input(name, 'f32', shape)
    inputs.set(name, known)
    return known
  }
  const sums = new Map<Value, Value>()
  for (const node of graph.nodes) {
    const layer = layerOf(node)
    const own = layer && adapted.get(layer.weight.name)
    if (!own) continue
    const { parameter, shapes, scale } = own
    const [rows = 1, ...inner] = layer.weight.shape.map(Number)
    const factor = (part: string, shape: readonly number[]): Value =>
      g.reshape(input(factorInput(parameter, part), shapes.get(part)!), shape)
    const [rank = 1] = shapes.get('down')!
    const between = (hidden: Value): Value => {
      const [batch = 1] = hidden.shape
      const middle = hidden.shape.length === 4 ? [1, 1] : []
      const acting = [g.scalar(scale)]
      if (rest.dropout) acting.push(input(restInput.dropout(parameter), hidden.shape))
      if (rest.rank) {
        const ranks = input(restInput.rank(parameter), [batch, rank])
        acting.push(g.reshape(ranks, hidden.shape.length === 3 ? [batch, 1, rank] : [batch, rank, ...middle]))
      }
      if (rest.module) acting.push(input(restInput.module(parameter), []))
      return acting.reduce((value, amount) => g.mul(value, amount), hidden)
    }
    const factors = {
      down: factor('down', [rank, ...inner]),
      up: factor('up', inner.length === 1 ? [rows, rank] : [rows, rank, 1, 1]),
    }
    sums.set(layer.y, g.add(layer.y, layerBranch(g, node, factors, between)))
  }
  return behindLayers(graph, g.finish({}), sums)
}

function withMergedWeights(graph: Graph, adapted: readonly AdaptedParameter[], rest: RestKinds): Graph {
  if (adapted.length === 0) return graph
  const g = createGraphBuilder(graph.name, graph)
  const replaced = new Map<Value, Value>()
  for (const { parameter, algorithm, shapes, scale } of adapted) {
    const original = graph.parameters.find(({ name }) => name === parameter)!
    const shape = original.shape.map(Number)
    const matrix = matrixShape(shape)
    const factors = new Map(
      [...shapes].map(([part, of]) => [part, g.input(factorInput(parameter, part), 'f32', of)]),
    )
    const base = g.reshape(original, matrix)
    let value = merged(algorithm, {
      g,
      factors,
      target: { kind: parameter.endsWith('.bias') ? 'bias' : 'weight', shape },
      base,
      scale: g.scalar(scale),
      weight: rest.module ? g.input(restInput.module(parameter), 'f32', []) : g.scalar(1),
    })
    if (rest.rank) {
      const rows = g.input(restInput.rows(parameter), 'f32', [matrix[0], 1])
      value = g.add(base, g.mul(g.sub(value, base), rows))
    }
    replaced.set(original, g.reshape(value, shape))
  }
  const grown = g.finish({})
  const current = (value: Value): Value => replaced.get(value) ?? value
  // ΔW comes first: the network's own nodes now read the new weights.
  const whole: Graph = {
    ...grown,
    nodes: [
      ...grown.nodes.slice(graph.nodes.length),
      ...graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(current) })),
    ],
    outputs: graph.outputs.map(({ name, value }) => ({ name, value: current(value) })),
  }
  verify(whole)
  return whole
}
