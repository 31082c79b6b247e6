// Where a network is cut into the blocks of a training step, so that little is kept and little is computed twice.
import type { Graph, Node, Value } from '../../graph/ir.ts'
import type { OpName } from '../../graph/ops.ts'

/** A norm is cheap to compute again and what it reads is small, so a block may begin there. */
const norms: ReadonlySet<OpName> = new Set<OpName>(['groupNorm', 'layerNorm'])
/** They make nothing new: better done again than kept. */
const moves: ReadonlySet<OpName> = new Set<OpName>([
  'reshape',
  'transpose',
  'concat',
  'slice',
  'upsampleNearest',
])
/** The others have few keys and are quickly done again. */
const attendsToItself = ({ op, inputs: [query, key] }: Node): boolean =>
  op === 'attention' && query?.shape[1] === key?.shape[1]
/** What builders call a value nobody named. */
const unnamed = '%'

/**
 * The first nodes of blocks, for a graph in `lateOrder` of the same `streams`: at a norm (with what only moves its
 * input, and weights made for it), after an attention of tokens to themselves, and after every value that has a name.
 */
export function blockStarts(graph: Graph, streams: ReadonlySet<string>): Set<Node> {
  const streaming = new Set<Value>(graph.inputs.filter(({ name }) => streams.has(name)))
  const { nodes } = graph
  const flows = nodes.map((node) => {
    const flow = node.inputs.some((value) => streaming.has(value))
    if (flow) for (const value of node.outputs) streaming.add(value)
    return flow
  })
  const isNamed = ({ outputs }: Node): boolean => outputs.some(({ name }) => !name.startsWith(unnamed))
  const starts = new Set<Node>()
  nodes.forEach((node, index) => {
    if (!flows[index]) return
    const next = nodes[index + 1]
    if (next && (attendsToItself(node) || isNamed(node))) starts.add(next)
    if (!norms.has(node.op)) return
    let start = index
    for (let before = index - 1; before >= 0; before--) {
      const previous = nodes[before]!
      if (flows[before] && (!moves.has(previous.op) || isNamed(previous))) break
      start = before
    }
    starts.add(nodes[start]!)
  })
  return starts
}
