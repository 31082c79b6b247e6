// A graph under names that say nothing but positions, so that graphs of the same structure become the same program.
import type { DType } from '../base/dtype.ts'
import type { Dim } from './dim.ts'
import type { Graph, Value } from './ir.ts'

export type CanonicalGraph = {
  /** Inputs `i0`, `i1`, …, parameters `p0`, …, outputs `o0`, …: in the order of the graph they stand for. */
  readonly graph: Graph
  /** Equal for graphs that differ in names only. */
  readonly key: string
}

export const canonicalName = {
  input: (index: number) => `i${index}`,
  parameter: (index: number) => `p${index}`,
  output: (index: number) => `o${index}`,
} as const

export function canonicalGraph(graph: Graph): CanonicalGraph {
  const renamed = new Map<Value, Value>()
  const rename = (value: Value, name: string): Value => {
    const found = { ...value, id: renamed.size, name }
    renamed.set(value, found)
    return found
  }
  const current = (value: Value): Value => renamed.get(value)!
  const canonical: Graph = {
    name: 'block',
    inputs: graph.inputs.map((value, index) => rename(value, canonicalName.input(index))),
    parameters: graph.parameters.map((value, index) => rename(value, canonicalName.parameter(index))),
    constants: graph.constants.map(({ value, data }) => ({ value: rename(value, `%${renamed.size}`), data })),
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(current),
      outputs: node.outputs.map((value) => rename(value, `%${renamed.size}`)),
    })),
    outputs: graph.outputs.map(({ value }, index) => ({
      name: canonicalName.output(index),
      value: current(value),
    })),
  }
  return { graph: canonical, key: structureOf(canonical) }
}

function structureOf({ inputs, parameters, constants, nodes, outputs }: Graph): string {
  const type = ({ dtype, shape }: Value): readonly [DType, readonly Dim[]] => [dtype, shape]
  return JSON.stringify([
    inputs.map(type),
    parameters.map(type),
    constants.map(({ value, data }) => [type(value), Array.from(data, String)]),
    nodes.map(({ op, inputs, attributes, outputs }) => [
      op,
      attributes,
      inputs.map(({ id }) => id),
      outputs.length,
    ]),
    outputs.map(({ value }) => value.id),
  ])
}
