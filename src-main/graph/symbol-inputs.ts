// Inputs a part of a graph needs although no node reads them: they say what a symbol of its extents is.
import { symbolsOf } from './dim.ts'
import type { Node, Value } from './ir.ts'

/**
 * Those of `candidates` to add: for every symbol in the part's extents that its own
 * `inputs` do not show alone, one that does.
 */
export function symbolInputs(
  nodes: readonly Node[],
  inputs: readonly Value[],
  candidates: readonly Value[],
): Value[] {
  const values = [...inputs, ...nodes.flatMap(({ outputs }) => outputs)]
  const dims = new Set(values.flatMap(({ shape }) => shape))
  const symbols = new Set([...dims].flatMap((dim) => [...symbolsOf(dim)]))
  const added: Value[] = []
  for (const symbol of symbols) {
    const says = ({ shape }: Value): boolean => shape.includes(symbol)
    const holder = [...inputs, ...added].some(says) ? undefined : candidates.find(says)
    if (holder !== undefined) added.push(holder)
  }
  return added
}
