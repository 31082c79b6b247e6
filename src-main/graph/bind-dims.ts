// A graph for sizes that are known: symbols of its shapes and attributes replaced by numbers.
import { invariant } from '../base/errors.ts'
import { bindDim, symbolsOf, type Dim } from './dim.ts'
import type { Graph, Value } from './ir.ts'
import type { Attributes } from './ops.ts'
import { verify } from './verify.ts'

export type Bindings = Readonly<Record<string, number>>

/** Attributes that are extents or lists of extents; all others are plain numbers and flags. */
const extents: ReadonlySet<string> = new Set(['shape', 'sizes', 'start', 'end', 'tokens'])

/** The same graph, verified, where every symbol in `bindings` is that number; other symbols stay. */
export function bindDims(graph: Graph, bindings: Bindings): Graph {
  for (const symbol of Object.keys(bindings)) {
    const used = graph.inputs.some(({ shape }) => shape.some((dim) => symbolsOf(dim).has(symbol)))
    invariant(used, `${graph.name} has no symbol "${symbol}"`)
  }
  const bound = new Map<Value, Value>()
  const current = (value: Value): Value => {
    let found = bound.get(value)
    if (!found) {
      const shape = value.shape.map((dim) => bindDim(dim, bindings))
      found = shape.every((dim, axis) => dim === value.shape[axis]) ? value : { ...value, shape }
      bound.set(value, found)
    }
    return found
  }
  const whole: Graph = {
    ...graph,
    inputs: graph.inputs.map(current),
    nodes: graph.nodes.map(({ op, inputs, attributes, outputs }) => ({
      op,
      inputs: inputs.map(current),
      attributes: bindAttributes(attributes, bindings),
      outputs: outputs.map(current),
    })),
    outputs: graph.outputs.map(({ name, value }) => ({ name, value: current(value) })),
  }
  verify(whole)
  return whole
}

function bindAttributes(attributes: Attributes, bindings: Bindings): Attributes {
  const entries = Object.entries(attributes).map(([name, value]: [string, unknown]) => {
    if (!extents.has(name)) return [name, value] as const
    const bind = (dim: Dim): Dim => bindDim(dim, bindings)
    return [name, Array.isArray(value) ? (value as Dim[]).map(bind) : bind(value as Dim)] as const
  })
  return Object.fromEntries(entries)
}
