// Merges one adapter's factors into a weight through the graph that the engine would run.
import type { Float32Tensor } from '../../src-main/base/dtype.ts'
import type { Algorithm, Factors, Target } from '../../src-main/adapters/kinds/algorithm.ts'
import { graphFactors } from '../../src-main/adapters/kinds/factors.ts'
import { matrixShape } from '../../src-main/adapters/kinds/matrix.ts'
import { mergeGraph, mergeInput } from '../../src-main/adapters/acting/merge-graph.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import { fromData, type Array64 } from './array64.ts'
import { interpret } from './reference-interpreter.ts'
import { runGraph } from './run-graph.ts'
import { inEnglish } from './said.ts'

export type PartArrays = Readonly<Record<string, Array64>>

export type Contribution = {
  readonly algorithm: Algorithm
  readonly parts: PartArrays
  readonly weight: number
}

export function factorsOf(parts: PartArrays): Factors {
  return new Map(
    Object.entries(parts).map(([part, { shape, data }]): [string, Float32Tensor] => [
      part,
      { dtype: 'f32', shape, data: Float32Array.from(data) },
    ]),
  )
}

export const shapesOf = (parts: PartArrays): Map<string, readonly number[]> =>
  new Map(Object.entries(parts).map(([part, { shape }]) => [part, shape]))

export type Merge = { readonly graph: Graph; readonly feeds: Record<string, Array64> }

/** The graph of a stack over one parameter, and what it is fed with. */
export function mergeOf(
  base: Array64,
  contributions: readonly Contribution[],
  kind: Target['kind'] = 'weight',
): Merge {
  const target: Target = { kind, shape: base.shape }
  const feeds: Record<string, Array64> = {
    [mergeInput.base]: { shape: matrixShape(base.shape), data: base.data },
  }
  const shaped = contributions.map(({ algorithm, parts, weight }, index) => {
    const misfit = algorithm.misfit(shapesOf(parts), target)
    if (misfit !== null) throw new Error(`the ${algorithm.kind} does not fit: ${inEnglish(misfit)}`)
    const factors = factorsOf(parts)
    const read = graphFactors(algorithm, factors, target)
    for (const [part, { data, shape }] of read) feeds[mergeInput.factor(index, part)] = fromData(data, shape)
    feeds[mergeInput.scale(index)] = fromData([algorithm.scale(factors)], [])
    feeds[mergeInput.weight(index)] = fromData([weight], [])
    return { algorithm, shapes: new Map([...read].map(([part, { shape }]) => [part, shape])) }
  })
  return { graph: mergeGraph(target, shaped), feeds }
}

/** W' in float64, in the shape of the base. */
export function mergeInFloat64(
  base: Array64,
  contributions: readonly Contribution[],
  kind: Target['kind'] = 'weight',
): Array64 {
  const { graph, feeds } = mergeOf(base, contributions, kind)
  return { shape: base.shape, data: interpret(graph, feeds)['merged']!.data }
}

/** The same through onnxruntime in float32. */
export async function mergeOnRuntime(
  base: Array64,
  contributions: readonly Contribution[],
): Promise<Array64> {
  const { graph, feeds } = mergeOf(base, contributions)
  return { shape: base.shape, data: (await runGraph(graph, feeds))['merged']!.data }
}
