// Removes nodes that hand on what they got: renames, reshapes to the same shape, casts to the same dtype.
import { sameDims } from '../dim.ts'
import type { Graph, Node } from '../ir.ts'
import type { OpName } from '../ops.ts'
import { rewriteNodes } from './rewrite.ts'

const isIdentityWhen: { readonly [Op in OpName]?: (node: Node) => boolean } = {
  identity: () => true,
  reshape: ({ inputs, outputs }) => sameDims(inputs[0]?.shape ?? [], outputs[0]?.shape ?? []),
  expand: ({ inputs, outputs }) => sameDims(inputs[0]?.shape ?? [], outputs[0]?.shape ?? []),
  cast: ({ inputs, outputs }) => inputs[0]?.dtype === outputs[0]?.dtype,
  concat: ({ inputs }) => inputs.length === 1,
  split: ({ outputs }) => outputs.length === 1,
}

export function skipIdentities(graph: Graph): Graph {
  return rewriteNodes(graph, (node) => (isIdentityWhen[node.op]?.(node) ? node.inputs : undefined))
}
