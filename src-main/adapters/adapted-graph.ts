// A network whose weights carry an adapter inside the graph: W + s·ΔW with the factors as inputs, which is what is trained.
import { invariant } from '../base/errors.ts'
import { createGraphBuilder } from '../graph/builder.ts'
import type { Graph, Value } from '../graph/ir.ts'
import { verify } from '../graph/verify.ts'
import type { Algorithm, FactorShapes } from './algorithm.ts'
import { matrixShape } from './matrix.ts'
import { merged } from './merge-graph.ts'

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

export function adaptedGraph(graph: Graph, adapted: readonly AdaptedParameter[]): Graph {
  const g = createGraphBuilder(graph.name, graph)
  const replaced = new Map<Value, Value>()
  for (const { parameter, algorithm, shapes, scale } of adapted) {
    const original = graph.parameters.find(({ name }) => name === parameter)
    invariant(original, `${graph.name} has no parameter "${parameter}"`)
    const shape = original.shape.map(Number)
    const factors = new Map(
      [...shapes].map(([part, of]) => [part, g.input(factorInput(parameter, part), 'f32', of)]),
    )
    const value = merged(algorithm, {
      g,
      factors,
      target: { kind: parameter.endsWith('.bias') ? 'bias' : 'weight', shape },
      base: g.reshape(original, matrixShape(shape)),
      scale: g.scalar(scale),
      weight: g.scalar(1),
    })
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
