// A graph with every f32 value in f16 and no casts, as it stands: to see each op lowered in half precision.
import { toFloat16 } from '../../src-main/base/half.ts'
import type { Graph, Value } from '../../src-main/graph/ir.ts'

export function allHalf(graph: Graph): Graph {
  const known = new Map<Value, Value>()
  const half = (value: Value): Value => {
    const made = known.get(value) ?? (value.dtype === 'f32' ? { ...value, dtype: 'f16' as const } : value)
    known.set(value, made)
    return made
  }
  return {
    ...graph,
    inputs: graph.inputs.map(half),
    parameters: graph.parameters.map(half),
    constants: graph.constants.map(({ value, data }) => ({
      value: half(value),
      data: data instanceof Float32Array ? toFloat16(data) : data,
    })),
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(half),
      outputs: node.outputs.map(half),
    })),
    outputs: graph.outputs.map(({ name, value }) => ({ name, value: half(value) })),
  }
}
