// The graph that makes one merged parameter: the base, then every contribution of the stack in order.
import { invariant } from '../../base/errors.ts'
import { createGraphBuilder, type GraphBuilder } from '../../graph/builder.ts'
import type { Dim } from '../../graph/dim.ts'
import type { Graph, Value } from '../../graph/ir.ts'
import type { Algorithm, FactorShapes, FactorValues, MergeContext, Target } from '../kinds/algorithm.ts'
import { applyDora, hasDora } from '../kinds/dora.ts'
import { matrixShape } from '../kinds/matrix.ts'

/** One adapter's change of one parameter, as far as a graph depends on it: the shapes of its prepared factors. */
export type ContributionShape = { readonly algorithm: Algorithm; readonly shapes: FactorShapes }

/** Names of the graph's inputs; scales and weights are f32 scalars. */
export const mergeInput = {
  base: 'base',
  factor: (contribution: number, part: string) => `${contribution}.${part}`,
  scale: (contribution: number) => `${contribution}.scale`,
  weight: (contribution: number) => `${contribution}.weight`,
} as const

/** Output `merged` from `base`, both as matrices [rows, columns] or both in the shape the network stores. */
export function mergeGraph(
  target: Target,
  contributions: readonly ContributionShape[],
  layout: 'matrix' | 'stored' = 'matrix',
): Graph {
  const g = createGraphBuilder('merge')
  const matrix = matrixShape(target.shape)
  const shape = layout === 'matrix' ? matrix : target.shape
  const base = g.input(mergeInput.base, 'f32', shape)
  let running = layout === 'matrix' ? base : g.reshape(base, matrix)
  contributions.forEach((contribution, index) => {
    running = merged(contribution.algorithm, contextOf(g, target, contribution, index, running))
  })
  return g.finish({ merged: layout === 'matrix' ? running : g.reshape(running, shape) })
}

/** W' = W + (m·s·up) · down for all contributions that are such products; any part of the rows can be merged alone. */
export function lowRankMergeGraph(count: number): Graph {
  const g = createGraphBuilder('merge-low-rank')
  let running = g.input(mergeInput.base, 'f32', ['rows', 'columns'])
  for (let index = 0; index < count; index++) {
    const rank: Dim = `rank${index}`
    const up = g.input(mergeInput.factor(index, 'up'), 'f32', ['rows', rank])
    const down = g.input(mergeInput.factor(index, 'down'), 'f32', [rank, 'columns'])
    const amount = g.mul(
      g.input(mergeInput.scale(index), 'f32', []),
      g.input(mergeInput.weight(index), 'f32', []),
    )
    running = g.addMatMul(running, g.mul(up, amount), down)
  }
  return g.finish({ merged: running })
}

/** W' of one contribution over the running weight. */
export function merged(algorithm: Algorithm, context: MergeContext): Value {
  // DoRA's lengths are of weights alone; a bias of the same module is added as it is.
  if (context.target.kind === 'weight' && hasDora(context.factors)) return applyDora(algorithm, context)
  if (algorithm.merged) return algorithm.merged(context)
  const { g, base, scale, weight } = context
  const amount = g.mul(scale, weight)
  const pair = algorithm.lowRank?.(context)
  if (pair) return g.addMatMul(base, g.mul(pair.up, amount), pair.down)
  return g.add(base, g.mul(algorithm.delta(context), amount))
}

function contextOf(
  g: GraphBuilder,
  target: Target,
  { shapes }: ContributionShape,
  index: number,
  base: Value,
): MergeContext {
  const factors: FactorValues = new Map(
    [...shapes].map(([part, shape]) => [part, g.input(mergeInput.factor(index, part), 'f32', shape)]),
  )
  invariant(base.shape.length === 2, 'a merge works on matrices')
  const scale = g.input(mergeInput.scale(index), 'f32', [])
  return { g, factors, target, base, scale, weight: g.input(mergeInput.weight(index), 'f32', []) }
}
