// A graph of ComfyUI as it ran: nodes by id, each with its inputs, which are values or outputs of other nodes.
import { isRecord } from '../../base/is-record.ts'

export type GraphNode = {
  readonly id: string
  readonly type: string
  readonly inputs: ReadonlyMap<string, unknown>
}
export type Graph = ReadonlyMap<string, GraphNode>

/** An output of a node, by its place among them. */
export type Link = { readonly node: GraphNode; readonly output: number }

/** The `prompt` of a picture: `{ id: { class_type, inputs } }`. What is no node in it is left out; null where nothing is. */
export function graphOfPrompt(json: unknown): Graph | null {
  if (!isRecord(json)) return null
  const graph = new Map<string, GraphNode>()
  for (const [id, node] of Object.entries(json)) {
    if (!isRecord(node) || typeof node.class_type !== 'string') continue
    const inputs = isRecord(node.inputs) ? Object.entries(node.inputs) : []
    graph.set(id, { id, type: node.class_type, inputs: new Map(inputs) })
  }
  return graph.size === 0 ? null : graph
}

/** Null where an input is a value, or names a node that is not there. */
export function linkIn(graph: Graph, value: unknown): Link | null {
  if (!Array.isArray(value) || value.length !== 2) return null
  const [id, output] = value as unknown[]
  if ((typeof id !== 'string' && typeof id !== 'number') || typeof output !== 'number') return null
  const node = graph.get(String(id))
  return node === undefined ? null : { node, output }
}

export function linkAt(graph: Graph, node: GraphNode, ...inputs: readonly string[]): Link | null {
  for (const input of inputs) {
    const link = linkIn(graph, node.inputs.get(input))
    if (link !== null) return link
  }
  return null
}

/** Every output that a node is fed, in the order of its inputs. */
export function linksOf(graph: Graph, node: GraphNode): { name: string; link: Link }[] {
  return [...node.inputs].flatMap(([name, value]) => {
    const link = linkIn(graph, value)
    return link === null ? [] : [{ name, link }]
  })
}
