// Cuts a graph into consecutive blocks: smaller graphs that compute, run in order, what the whole computes.
import { invariant } from '../base/errors.ts'
import type { Graph, Node, Value } from './ir.ts'
import { removeDeadNodes } from './passes/remove-dead-nodes.ts'
import { symbolInputs } from './symbol-inputs.ts'
import { verify } from './verify.ts'

/**
 * A new block begins at each node of `starts`. A block's inputs are the graph's inputs and the values of earlier blocks
 * that it reads, its outputs the values that later blocks read, both under the values' own names; the graph's outputs
 * keep their names and belong to the block that makes them. An input that only says what a symbol is comes along too;
 * what no output needs is left out.
 */
export function cutGraph(graph: Graph, starts: ReadonlySet<Node>): Graph[] {
  const live = removeDeadNodes(graph)
  const blocks: Node[][] = [[]]
  for (const node of live.nodes) {
    if (starts.has(node) && blocks.at(-1)!.length > 0) blocks.push([])
    blocks.at(-1)!.push(node)
  }
  const home = new Map<Value, number>()
  const readers = new Map<Value, number>()
  blocks.forEach((nodes, block) => {
    for (const node of nodes) {
      for (const value of node.outputs) home.set(value, block)
      for (const value of node.inputs) readers.set(value, block)
    }
  })
  // What is handed through untouched has no home; the last block hands it out.
  const last = blocks.length - 1
  return blocks.map((nodes, block) => {
    const own = live.outputs.filter(({ value }) => (home.get(value) ?? last) === block)
    const read = new Set<Value>([
      ...nodes.flatMap(({ inputs }) => inputs),
      ...own.map(({ value }) => value).filter((value) => !home.has(value)),
    ])
    const inputs = live.inputs.filter((value) => read.has(value))
    const arriving = [...home.keys()].filter((value) => read.has(value) && home.get(value) !== block)
    const leaving = nodes.flatMap(({ outputs }) => outputs.filter((value) => readers.get(value)! > block))
    const names = new Set(own.map(({ name }) => name))
    for (const { name } of leaving)
      invariant(!names.has(name), `"${name}" is a value and an output of ${graph.name}`)
    const cut: Graph = {
      name: `${graph.name}.${block}`,
      inputs: [...inputs, ...symbolInputs(nodes, [...inputs, ...arriving], live.inputs), ...arriving],
      parameters: live.parameters.filter((value) => read.has(value)),
      constants: live.constants.filter(({ value }) => read.has(value)),
      nodes,
      outputs: [...leaving.map((value) => ({ name: value.name, value })), ...own],
    }
    verify(cut)
    return cut
  })
}
