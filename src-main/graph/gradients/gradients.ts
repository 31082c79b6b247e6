// Reverse-mode differentiation: a graph becomes one that also computes gradients of a scalar.
import { invariant } from '../../base/errors.ts'
import { createGraphBuilder } from '../builder.ts'
import type { Graph, Node, Value } from '../ir.ts'
import { floats, type OpName } from '../ops.ts'
import { optimize } from '../passes/optimize.ts'
import { gradientRule } from './table.ts'

export type GradientRequest = {
  /** An output of the graph, by name: a scalar, or any value whose gradient `seed` names an input. */
  readonly of: string
  /** Inputs or parameters, by name. */
  readonly wrt: readonly string[]
  /** The gradient arriving at `of`, as a new input of its shape; without one `of` must be a scalar. */
  readonly seed?: string
}

export const gradientOutput = (name: string): string => `gradient.${name}`

/**
 * The graph with one more output per name in `wrt`. Whatever no output needs is left out; a value nothing depends on
 * has no gradient and is an error.
 */
export function gradients(graph: Graph, requests: readonly GradientRequest[]): Graph {
  const g = createGraphBuilder(`${graph.name}-gradients`, graph)
  const arrived = new Map<Value, Value>()
  const add = (value: Value, gradient: Value): void => {
    const known = arrived.get(value)
    arrived.set(value, known ? g.add(known, gradient) : gradient)
  }
  for (const { of, seed } of requests) {
    const value = graph.outputs.find(({ name }) => name === of)?.value
    invariant(value, `${graph.name} has no output "${of}"`)
    invariant(seed !== undefined || value.shape.every((dim) => dim === 1), `"${of}" is no scalar`)
    add(value, seed === undefined ? ones(value) : g.input(seed, value.dtype, value.shape))
  }
  const wanted = new Set(requests.flatMap(({ wrt }) => wrt))
  const sources = new Set<Value>(
    [...graph.inputs, ...graph.parameters].filter(({ name }) => wanted.has(name)),
  )
  const differentiated = dependents(graph, sources)
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => differentiated.has(output) && arrived.has(output))) continue
    propagate(node)
  }
  const outputs = Object.fromEntries(graph.outputs.map(({ name, value }) => [name, value]))
  for (const source of sources) {
    const gradient = arrived.get(source)
    invariant(gradient, `nothing depends on "${source.name}"`)
    outputs[gradientOutput(source.name)] = gradient
  }
  invariant(sources.size === wanted.size, `${graph.name} lacks one of ${[...wanted].join(', ')}`)
  return optimize(g.finish(outputs))

  function ones(value: Value): Value {
    return g.reshape(g.scalar(1), value.shape)
  }

  function propagate(node: Node): void {
    const rule = gradientRule(node.op)
    invariant(rule, `${node.op} has no gradient rule`)
    const results = rule(g, {
      inputs: node.inputs,
      outputs: node.outputs,
      attributes: node.attributes,
      gradients: node.outputs.map((output) => arrived.get(output) ?? null),
    })
    node.inputs.forEach((input, index) => {
      const gradient = results[index]
      if (!differentiated.has(input)) return
      invariant(gradient, `${node.op} has no gradient for its input ${index}`)
      add(input, gradient)
    })
  }
}

/** Ops whose result does not change with a small change of what they read. */
const flat: ReadonlySet<OpName> = new Set<OpName>(['argMax', 'within'])
export const isFlat = (op: OpName): boolean => flat.has(op)

/** Everything that depends on one of the sources, and they themselves. */
export function dependents(graph: Graph, sources: ReadonlySet<Value>): Set<Value> {
  const found = new Set<Value>(sources)
  for (const node of graph.nodes) {
    if (flat.has(node.op) || !node.inputs.some((input) => found.has(input))) continue
    for (const output of node.outputs) if (floats.has(output.dtype)) found.add(output)
  }
  return found
}
