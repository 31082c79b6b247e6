// What the networks of a picture take, by the sizes of their graphs: nothing of them is read.
import { createKept } from '../../base/kept.ts'
import { elementCount } from '../../base/shape.ts'
import type { Size } from '../../architectures/networks/denoiser.ts'
import { symbolsOf } from '../../graph/dim.ts'
import { bindDims, type Bindings } from '../../graph/bind-dims.ts'
import type { Graph } from '../../graph/ir.ts'
import { workingMemory } from '../../graph/working-memory.ts'
import type { LoadedModel } from '../loaded-model.ts'
import { latentShapeOf } from '../picture/latent-size.ts'
import type { DevicePlan } from '../runtime/devices.ts'
import { buildNetwork, denoiserKey, type NetworkKey } from '../runtime/networks.ts'
import type { NetworkNeed, PictureNeeds } from './memory-plan.ts'

/** Node, the runtime and our code, before a model is loaded (measured on Linux). */
const processBytes = 170 * 2 ** 20
/** Latent, noise, estimates and what a sampler remembers of them. */
const latentCopies = 8
/** How every parameter is kept, whatever its file holds. */
const parameterBytes = 4
/** A chunk of each of two texts. */
const texts = 2

type Sizes = {
  readonly height: number
  readonly width: number
  readonly tokens: number
}

/** A network of a size takes what it takes; building its graph takes up to half a second. */
const known = createKept<string, readonly NetworkNeed[]>({ limit: 200 })

/** Of each batch, in their order. */
function needsOf(
  key: NetworkKey,
  sizes: Sizes,
  batches: readonly number[],
  { attention, attentionChunks }: DevicePlan['lowerings'],
): readonly NetworkNeed[] {
  const name = JSON.stringify([key, sizes, batches, attention, attentionChunks])
  const before = known.get(name)
  if (before !== undefined) return before
  const graph = buildNetwork(key)
  const bytes = graph.parameters.reduce(
    (sum, { shape }) => sum + parameterBytes * elementCount(shape as readonly number[]),
    0,
  )
  const options = { lowerings: { attention, attentionChunks } }
  const needs = batches.map((batch) => ({
    parameterBytes: bytes,
    workingBytes: workingMemory(withSizes(graph, { ...sizes, batch }), options).peakBytes,
  }))
  known.put(name, needs)
  return needs
}

function withSizes(graph: Graph, sizes: Bindings): Graph {
  const symbols = new Set(graph.inputs.flatMap(({ shape }) => shape.flatMap((dim) => [...symbolsOf(dim)])))
  return bindDims(graph, Object.fromEntries(Object.entries(sizes).filter(([name]) => symbols.has(name))))
}

/** `size` in pixels. With the stack that is on the model's parameters. Errors: those of `latentShapeOf`. */
export function pictureNeeds(
  model: Pick<LoadedModel, 'config' | 'latentChannels' | 'parameters' | 'vae'>,
  { lowerings }: DevicePlan,
  { batch, ...size }: Size & { readonly batch: number },
): PictureNeeds {
  const { config, parameters } = model
  const [channels, height, width] = latentShapeOf(model, size)
  const tokens = Math.max(...config.textEncoders.map(({ positions }) => positions))
  const latent = { height, width, tokens }
  const needs = (key: NetworkKey, ...batches: number[]): readonly NetworkNeed[] =>
    needsOf(key, latent, batches, lowerings)
  const [alone, together] = needs(denoiserKey(config.denoiser, latent), 1, texts)
  const [decoder] = needs({ network: 'vae-decode', config: model.vae() }, 1)
  const encoders = config.textEncoders.flatMap((encoder) =>
    needs({ network: 'text', config: encoder, fromEnd: encoder.outputFromEnd, words: false }, texts),
  )
  const sum = (of: keyof NetworkNeed): number => encoders.reduce((total, need) => total + need[of], 0)
  return {
    baseBytes: processBytes + latentCopies * parameterBytes * batch * channels * height * width,
    encoders: { parameterBytes: sum('parameterBytes'), workingBytes: sum('workingBytes') },
    denoiser: { ...alone!, togetherBytes: together!.workingBytes },
    decoder: decoder!,
    mergedBytes: [...parameters.shape.fed].reduce(
      (total, name) => total + parameterBytes * elementCount(parameters.source.get(name)?.shape ?? []),
      0,
    ),
  }
}
