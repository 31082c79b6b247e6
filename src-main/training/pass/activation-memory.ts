// How much a whole-network program holds between its way forward and its way back.
import type { Graph } from '../../graph/ir.ts'

/**
 * Bytes of everything a graph of known sizes computes, if none of it were dropped:
 * what its differentiated form keeps, roughly.
 */
export function activationBytes(graph: Graph): number {
  let bytes = 0
  for (const { outputs } of graph.nodes)
    for (const { shape } of outputs) bytes += 4 * shape.reduce<number>((size, dim) => size * Number(dim), 1)
  return bytes
}

/** Up to this the whole network is one program; above it goes block by block. */
export const mostWholeBytes = 2 ** 30
