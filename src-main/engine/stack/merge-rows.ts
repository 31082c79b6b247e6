// A low-rank merge run of rows by run of rows, each written straight to its place.
import { matrixShape } from '../../adapters/kinds/matrix.ts'
import { mergeInput } from '../../adapters/acting/merge-graph.ts'
import type { WeightedContribution } from '../../adapters/acting/stack.ts'
import { invariant } from '../../base/errors.ts'
import { dropResult, runtimeTensor, type RuntimeSession, type RuntimeTensor } from '../runtime/onnxruntime.ts'

/** One contribution: up [rows, rank] and down [rank, columns], unscaled. */
export type LowRankProduct = {
  readonly up: Float32Array
  readonly down: Float32Array
  readonly rank: number
  readonly scale: number
  readonly weight: number
}
/** One parameter: `base` and `merged` are [rows, columns]. */
export type RowsMerge = {
  readonly base: Float32Array
  readonly merged: Float32Array
  readonly rows: number
  readonly columns: number
  /** In stack order. */
  readonly products: readonly LowRankProduct[]
}

/**
 * A result of this size is freed into memory that the next one gets back warm; larger ones fault in every page anew.
 */
const runBytes = 1.5 * 2 ** 20
const output = 'merged'

export function productOf({ contribution, weight }: WeightedContribution): LowRankProduct {
  const [up, down] = [contribution.factors.get('up'), contribution.factors.get('down')]
  invariant(up && down, 'a low-rank product has two factors')
  const [rank] = matrixShape(down.shape)
  return { up: up.data, down: down.data, rank, scale: contribution.scale, weight }
}

/** First row of each run, and the row behind its last. */
export function runsOf({ rows, columns }: Pick<RowsMerge, 'rows' | 'columns'>): [from: number, to: number][] {
  const step = Math.max(1, Math.floor(runBytes / (4 * columns)))
  return Array.from({ length: Math.ceil(rows / step) }, (_, run) => [
    run * step,
    Math.min(rows, (run + 1) * step),
  ])
}

/** `program` is that of `lowRankMergeGraph` for as many products. */
export async function mergeRun(
  program: RuntimeSession,
  { base, merged, columns, products }: RowsMerge,
  [from, to]: readonly [from: number, to: number],
): Promise<void> {
  const cut = (values: Float32Array, width: number): RuntimeTensor =>
    runtimeTensor('f32', [to - from, width], values.subarray(from * width, to * width))
  const feeds: Record<string, RuntimeTensor> = { [mergeInput.base]: cut(base, columns) }
  for (const [index, { up, down, rank, scale, weight }] of products.entries()) {
    feeds[mergeInput.factor(index, 'up')] = cut(up, rank)
    feeds[mergeInput.factor(index, 'down')] = runtimeTensor('f32', [rank, columns], down)
    feeds[mergeInput.scale(index)] = runtimeTensor('f32', [], Float32Array.of(scale))
    feeds[mergeInput.weight(index)] = runtimeTensor('f32', [], Float32Array.of(weight))
  }
  const { [output]: result } = await program.run(feeds, { [output]: cut(merged, columns) })
  if (result) dropResult(result)
}
