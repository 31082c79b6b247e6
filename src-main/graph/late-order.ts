// Another order of the same nodes: what is made of parameters alone is made right before it is first read.
import type { Graph, Node, Value } from './ir.ts'
import { verify } from './verify.ts'

/** Nodes that depend on one of the inputs `streams` keep their order; all others wait until one of those reads them. */
export function lateOrder(graph: Graph, streams: ReadonlySet<string>): Graph {
  const streaming = new Set<Value>(graph.inputs.filter(({ name }) => streams.has(name)))
  const waiting = new Map<Value, Node>()
  const nodes: Node[] = []
  const make = (value: Value): void => {
    const node = waiting.get(value)
    if (!node) return
    for (const output of node.outputs) waiting.delete(output)
    node.inputs.forEach(make)
    nodes.push(node)
  }
  for (const node of graph.nodes) {
    if (node.inputs.some((value) => streaming.has(value))) {
      node.inputs.forEach(make)
      nodes.push(node)
      for (const output of node.outputs) streaming.add(output)
    } else for (const output of node.outputs) waiting.set(output, node)
  }
  for (const value of [...waiting.keys()]) make(value)
  const ordered: Graph = { ...graph, nodes }
  verify(ordered)
  return ordered
}
