// Drops nodes, parameters and constants that no output depends on. Inputs stay: the caller feeds them.
import type { Graph, Node, Value } from '../ir.ts'

export function removeDeadNodes(graph: Graph): Graph {
  const needed = new Set<Value>(graph.outputs.map(({ value }) => value))
  const nodes: Node[] = []
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => needed.has(output))) continue
    for (const input of node.inputs) needed.add(input)
    nodes.push(node)
  }
  return {
    ...graph,
    parameters: graph.parameters.filter((value) => needed.has(value)),
    constants: graph.constants.filter(({ value }) => needed.has(value)),
    nodes: nodes.reverse(),
  }
}
