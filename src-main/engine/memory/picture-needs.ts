// What the networks of a picture take, by the sizes of their graphs: nothing of them is read.
import { createKept } from '../../base/kept.ts'
import { elementCount } from '../../base/shape.ts'
import type { Size } from '../../architectures/networks/denoiser.ts'
import { symbolsOf } from '../../graph/dim.ts'
import { bindDims } from '../../graph/bind-dims.ts'
import type { Graph } from '../../graph/ir.ts'
import { workingMemory } from '../../graph/working-memory.ts'
import type { LoadedModel } from '../loaded-model.ts'
import { latentShapeOf } from '../picture/latent-size.ts'
import type { DevicePlan } from '../runtime/devices.ts'
import { buildNetwork, type NetworkKey } from '../runtime/networks.ts'
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
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly tokens: number
}

/** A network of a size takes what it takes; building its graph takes up to half a second. */
const known = createKept<string, NetworkNeed>({ limit: 200 })

function needOf(key: NetworkKey, sizes: Sizes, lowerings: DevicePlan['lowerings']): NetworkNeed {
  const name = JSON.stringify([key, sizes, lowerings.attention, lowerings.attentionChunks])
  const before = known.get(name)
  if (before !== undefined) return before
  const graph = buildNetwork(key)
  const need = {
    parameterBytes: graph.parameters.reduce(
      (sum, { shape }) => sum + parameterBytes * elementCount(shape as readonly number[]),
      0,
    ),
    workingBytes: workingMemory(withSizes(graph, sizes), { lowerings }).peakBytes,
  }
  known.put(name, need)
  return need
}

function withSizes(graph: Graph, sizes: Sizes): Graph {
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
  const { denoiser } = config
  const sized = denoiser.sizeOfGraph({ height, width })
  const denoiserKey: NetworkKey = { network: 'denoiser', denoiser, ...(sized ? { size: sized } : {}) }
  const denoiserNeed = (together: number): NetworkNeed =>
    needOf(denoiserKey, { ...latent, batch: together }, lowerings)
  const encoders = config.textEncoders.map((encoder) =>
    needOf(
      { network: 'text', config: encoder, fromEnd: encoder.outputFromEnd, words: false },
      { ...latent, batch: texts },
      lowerings,
    ),
  )
  const sum = (of: keyof NetworkNeed): number => encoders.reduce((total, need) => total + need[of], 0)
  return {
    baseBytes: processBytes + latentCopies * parameterBytes * batch * channels * height * width,
    encoders: { parameterBytes: sum('parameterBytes'), workingBytes: sum('workingBytes') },
    denoiser: { ...denoiserNeed(1), togetherBytes: denoiserNeed(2).workingBytes },
    decoder: needOf({ network: 'vae-decode', config: model.vae() }, { ...latent, batch: 1 }, lowerings),
    mergedBytes: [...parameters.shape.fed].reduce(
      (total, name) => total + parameterBytes * elementCount(parameters.source.get(name)?.shape ?? []),
      0,
    ),
  }
}
