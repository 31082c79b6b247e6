// Computes equal expressions once: the same op on the same values with the same attributes.
import type { Graph, Value } from '../ir.ts'
import { rewriteNodes } from './rewrite.ts'

export function shareSubexpressions(graph: Graph): Graph {
  const known = new Map<string, readonly Value[]>()
  return rewriteNodes(graph, ({ op, inputs, attributes, outputs }) => {
    // Ids are unique, and a row's attributes are always written in the same order by the builder.
    const key = `${op} ${inputs.map((input) => input.id).join()} ${JSON.stringify(attributes)}`
    const first = known.get(key)
    if (first === undefined) known.set(key, outputs)
    return first
  })
}
