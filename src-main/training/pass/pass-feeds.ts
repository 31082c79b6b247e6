// A batch as the inputs of the training graph, and the parameter vector as its factors, without copying either.
import { restValues, type RestChances } from '../../adapters/acting/rest.ts'
import type { Tensor } from '../../base/dtype.ts'
import { invariant } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import { draws } from '../data/draws.ts'
import { elementsOf } from '../optimizers/optimizer.ts'
import type { DenoisingBatch } from './denoising-pass.ts'
import { passInput, type TrainingGraph } from './training-graph.ts'

/** `seed` draws what rests; null lets nothing rest. */
export function passFeeds(
  { graph, segments }: TrainingGraph,
  batch: DenoisingBatch,
  parameter: Float32Array,
  { chances, seed }: { readonly chances: RestChances; readonly seed: number | null },
): Record<string, Tensor> {
  invariant(parameter.length === elementsOf(segments), 'one number for every factor')
  const given = new Map<string, Float32Array>([
    [passInput.latent, batch.latent],
    [passInput.timestep, batch.timestep],
    [passInput.conditioning, batch.conditioning],
    [passInput.target, batch.target],
    [passInput.weight, batch.weight],
    ...restValues(graph.inputs, chances, seed === null ? null : (input) => draws(seed, 'rest', input).next),
  ])
  if (batch.pooled) given.set(passInput.pooled, batch.pooled)
  if (batch.timeIds) given.set(passInput.timeIds, batch.timeIds)
  let start = 0
  for (const { name, shape } of segments) {
    const size = elementCount(shape)
    given.set(name, parameter.subarray(start, start + size))
    start += size
  }
  const feeds: Record<string, Tensor> = {}
  for (const { name, shape: dims } of graph.inputs) {
    const shape = dims.map(Number)
    const data =
      given.get(name) ??
      (name === passInput.mask ? (batch.mask ?? new Float32Array(elementCount(shape)).fill(1)) : undefined)
    invariant(data?.length === elementCount(shape), `"${name}" has the size the pass was made for`)
    feeds[name] = { dtype: 'f32', shape, data }
  }
  return feeds
}
