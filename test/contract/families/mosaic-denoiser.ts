// A transformer that looks at words and picture together: another network than a UNet, of other blocks.
import { layersOf } from '../../../src-main/architectures/networks/layers.ts'
import type { Denoiser } from '../../../src-main/architectures/networks/denoiser.ts'
import { sinusoid } from '../../../src-main/architectures/networks/timestep.ts'
import { tokensOf } from '../../../src-main/architectures/networks/tokens.ts'
import { layerNorm, linear, type Module } from '../../../src-main/architectures/modules/module.ts'
import { joinedFloats } from '../../../src-main/base/joined.ts'
import { createGraphBuilder } from '../../../src-main/graph/builder.ts'
import type { Graph } from '../../../src-main/graph/ir.ts'

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
    modules: () => mosaicModules(sizes),
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

function mosaicModules({ latentChannels, width, blocks, contextWidth }: MosaicSizes): Module[] {
  const named = (path: string) => ({ path, single: path })
  const modules = [
    linear(named('pixels_in'), latentChannels, width),
    linear(named('words_in'), contextWidth, width),
    linear(named('time_in'), width, width),
  ]
  for (let index = 0; index < blocks; index++) {
    const part = (name: string) => named(`tiles.${index}.${name}`)
    modules.push(
      layerNorm(part('norm'), width),
      linear(part('to_q'), width, width),
      linear(part('to_k'), width, width),
      linear(part('to_v'), width, width),
      linear(part('to_out'), width, width),
    )
  }
  return [...modules, layerNorm(named('norm_out'), width), linear(named('pixels_out'), width, latentChannels)]
}

function buildMosaic(sizes: MosaicSizes, height: number | string, width: number | string): Graph {
  const g = createGraphBuilder('mosaic')
  const latent = g.input('latent', 'f32', ['batch', sizes.latentChannels, height, width])
  const timestep = g.input('timestep', 'f32', ['batch'])
  const words = g.input('words', 'f32', ['batch', 'tokens', sizes.contextWidth])
  const { apply } = layersOf(g, component, mosaicModules(sizes))

  const time = apply('time_in', sinusoid(g, timestep, sizes.width))
  const pixels = tokensOf(g, latent)
  const [, pixelCount = 1] = pixels.shape
  const column = g.reshape(time, ['batch', 1, sizes.width])
  let x = g.add(g.concat([apply('words_in', words), apply('pixels_in', pixels)], 1), column)
  for (let index = 0; index < sizes.blocks; index++) {
    const at = (name: string): string => `tiles.${index}.${name}`
    const h = apply(at('norm'), x)
    const attended = g.attention(apply(at('to_q'), h), apply(at('to_k'), h), apply(at('to_v'), h), {
      heads: 2,
    })
    x = g.named(g.add(x, apply(at('to_out'), attended)), `tiles.${index}`)
  }
  const [, picture] = g.split(x, 1, ['tokens', pixelCount])
  const out = apply('pixels_out', g.silu(apply('norm_out', picture!)))
  return g.finish({ output: g.reshape(g.transpose(out, [0, 2, 1]), latent.shape) })
}
