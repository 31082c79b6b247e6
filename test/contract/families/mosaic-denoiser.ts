// A transformer that looks at words and picture together: another network than a UNet, of other blocks.
import {
  layersOf,
  moduleList,
  type Layer,
  type Layers,
} from '../../../src-main/architectures/networks/layers.ts'
import type { Denoiser } from '../../../src-main/architectures/networks/denoiser.ts'
import { sinusoid } from '../../../src-main/architectures/networks/timestep.ts'
import { tokensOf } from '../../../src-main/architectures/networks/tokens.ts'
import { layerNorm, linear, type BlockName } from '../../../src-main/architectures/modules/module.ts'
import { joinedFloats } from '../../../src-main/base/joined.ts'
import { createGraphBuilder } from '../../../src-main/graph/builder.ts'
import type { Dim } from '../../../src-main/graph/dim.ts'
import type { Graph, Value } from '../../../src-main/graph/ir.ts'

export type MosaicSizes = {
  readonly latentChannels: number
  readonly width: number
  readonly blocks: number
  readonly contextWidth: number
}

export const component = 'transformer'

export function mosaicDenoiser(sizes: MosaicSizes): Denoiser<MosaicSizes> {
  return {
    component,
    sizes,
    latentChannels: sizes.latentChannels,
    contextWidth: sizes.contextWidth,
    pooledWidth: null,
    modules: () => modulesOfMosaic(sizes),
    graph: (size) => buildMosaic(sizes, size?.height ?? 'height', size?.width ?? 'width'),
    // One graph for every size: its sizes are symbols, and the number of its tokens is a sum of them.
    sizeOfGraph: () => undefined,
    inputs: (texts) => ({
      words: {
        dtype: 'f32',
        shape: [texts.length, texts[0]?.tokens ?? 0, sizes.contextWidth],
        data: joinedFloats(texts.map(({ data }) => data)),
      },
    }),
    frameNumbers: () => [],
  }
}

const modulesOfMosaic = moduleList<MosaicSizes>(
  () => component,
  (layers, sizes) => mosaic(layers, sizes, 'height', 'width'),
)

function buildMosaic(sizes: MosaicSizes, height: Dim, width: Dim): Graph {
  const g = createGraphBuilder('mosaic')
  return g.finish({ output: mosaic(layersOf(g, component), sizes, height, width) })
}

function mosaic({ g, use }: Layers, sizes: MosaicSizes, height: Dim, width: Dim): Value {
  const latent = g.input('latent', 'f32', ['batch', sizes.latentChannels, height, width])
  const timestep = g.input('timestep', 'f32', ['batch'])
  const words = g.input('words', 'f32', ['batch', 'tokens', sizes.contextWidth])
  const named = (path: string): BlockName => ({ path, single: path })
  const layer = (path: string, inputs: number, outputs: number): Layer =>
    use(linear(named(path), inputs, outputs))
  const own = sizes.width

  const pixels = tokensOf(g, latent)
  const picture = layer('pixels_in', sizes.latentChannels, own)(pixels)
  const text = layer('words_in', sizes.contextWidth, own)(words)
  const time = layer('time_in', own, own)(sinusoid(g, timestep, own))
  let x = g.add(g.concat([text, picture], 1), g.reshape(time, ['batch', 1, own]))
  for (let index = 0; index < sizes.blocks; index++) {
    const at = `tiles.${index}`
    const h = use(layerNorm(named(`${at}.norm`), own))(x)
    const [q, k, v] = ['to_q', 'to_k', 'to_v'].map((name) => layer(`${at}.${name}`, own, own)(h))
    const attended = g.attention(q!, k!, v!, { heads: 2 })
    x = g.named(g.add(x, layer(`${at}.to_out`, own, own)(attended)), at)
  }
  const [, seen] = g.split(x, 1, ['tokens', pixels.shape[1] ?? 1])
  const normal = use(layerNorm(named('norm_out'), own))(seen!)
  const out = layer('pixels_out', own, sizes.latentChannels)(g.silu(normal))
  return g.reshape(g.transpose(out, [0, 2, 1]), latent.shape)
}
