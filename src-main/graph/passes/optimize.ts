// The passes a graph goes through before it is lowered; what they leave is checked by the verifier.
import type { Graph } from '../ir.ts'
import { verify } from '../verify.ts'
import { foldConstants } from './fold-constants.ts'
import { removeDeadNodes } from './remove-dead-nodes.ts'
import { shareSubexpressions } from './share-subexpressions.ts'
import { skipIdentities } from './skip-identities.ts'

export type Pass = (graph: Graph) => Graph

/** In this order: dead nodes are not worth optimising, and later passes leave dead constants behind. */
export const passes: Readonly<Record<string, Pass>> = {
  removeDeadNodes,
  skipIdentities,
  foldConstants,
  shareSubexpressions,
  sweep: removeDeadNodes,
}

export function optimize(graph: Graph): Graph {
  const optimized = Object.values(passes).reduce((current, pass) => pass(current), graph)
  verify(optimized)
  return optimized
}
