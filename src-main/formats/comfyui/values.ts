// The values of a node's inputs: as they are written there, or in a node that does nothing but hand them on.
import { asDigits, asNumber } from '../taken-object.ts'
import { linkIn, linksOf, type Graph, type GraphNode } from './graph.ts'

/** As many nodes as a value may be handed through. */
const deepest = 50
/** What nodes that hold one value call it; the input it is for comes first. */
const valueNames = [
  'value',
  'Value',
  'int',
  'float',
  'number',
  'seed',
  'noise_seed',
  'string',
  'String',
  'text',
]

/** Undefined where the graph does not say it. */
export function valueOf(graph: Graph, node: GraphNode, ...inputs: readonly string[]): unknown {
  for (const input of inputs) {
    const value = followed(graph, node.inputs.get(input), input)
    if (value !== undefined) return value
  }
  return undefined
}

export function numberAt(graph: Graph, node: GraphNode, ...inputs: readonly string[]): number | null {
  return asNumber(valueOf(graph, node, ...inputs))
}

export function digitsAt(graph: Graph, node: GraphNode, ...inputs: readonly string[]): string | null {
  return asDigits(valueOf(graph, node, ...inputs))
}

export function textAt(graph: Graph, node: GraphNode, ...inputs: readonly string[]): string | null {
  const value = valueOf(graph, node, ...inputs)
  return typeof value === 'string' ? value : null
}

function followed(graph: Graph, first: unknown, input: string): unknown {
  let value = first
  for (let depth = 0; depth < deepest; depth++) {
    const link = linkIn(graph, value)
    if (link === null) return Array.isArray(value) ? undefined : value
    const { node } = link
    const name = [input, ...valueNames].find((candidate) => node.inputs.has(candidate))
    const feeds = linksOf(graph, node)
    if (name !== undefined) value = node.inputs.get(name)
    else if (feeds.length === 1) value = [feeds[0]!.link.node.id, feeds[0]!.link.output]
    else return undefined
  }
  return undefined
}
