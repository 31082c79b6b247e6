// Replaces values of a graph by others, in every node and output that used them.
import type { Graph, Node, Value } from '../ir.ts'

/** Node by node in order: `visit` returns what stands in for the node's outputs, or undefined to keep it. */
export function rewriteNodes(graph: Graph, visit: (node: Node) => readonly Value[] | undefined): Graph {
  const replacements = new Map<Value, Value>()
  const current = (value: Value): Value => replacements.get(value) ?? value
  const nodes: Node[] = []
  for (const original of graph.nodes) {
    const changed = original.inputs.some((value) => replacements.has(value))
    const node = changed ? { ...original, inputs: original.inputs.map(current) } : original
    const standIns = visit(node)
    if (standIns === undefined) nodes.push(node)
    else node.outputs.forEach((output, index) => replacements.set(output, standIns[index] ?? output))
  }
  const outputs = graph.outputs.map(({ name, value }) => ({ name, value: current(value) }))
  return { ...graph, nodes, outputs }
}
