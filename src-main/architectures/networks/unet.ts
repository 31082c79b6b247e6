// The denoising network of Stable Diffusion: latent, time and conditioning in, prediction out.
import { invariant } from '../../base/errors.ts'
import { createGraphBuilder } from '../../graph/builder.ts'
import type { Dim } from '../../graph/dim.ts'
import type { Graph, Value } from '../../graph/ir.ts'
import type { UNetConfig } from '../families/config.ts'
import { conv, groupNorm, linear, type BlockName } from '../modules/module.ts'
import {
  downAttention,
  downResnet,
  downsampler,
  middleAttention,
  middleResnet,
  unetResnetNames,
  unetRootNames,
  upAttention,
  upResnet,
  upsampler,
} from '../modules/unet-names.ts'
import type { Size } from './denoiser.ts'
import { headCount } from './heads.ts'
import { layersOf, moduleList, type Layers } from './layers.ts'
import { resnet } from './resnet.ts'
import { sinusoid } from './timestep.ts'
import { transformer } from './transformer.ts'

const eps = 1e-5

/**
 * Inputs: `latent` [batch, c, height, width], `timestep` [batch] (may be fractional), `conditioning`
 * [batch, tokens, contextWidth]; with added conditioning also `pooled` [batch, p] and `time_ids` [batch, 6].
 * Output: `output` [batch, c, height, width]. Blocks carry their canonical paths as trace names.
 * A latent whose sides do not halve evenly at every level needs its `size` told.
 */
export function buildUNet(config: UNetConfig, size?: Size): Graph {
  const g = createGraphBuilder('unet')
  return g.finish({ output: unet(layersOf(g, 'unet'), config, size) })
}

export const unetModules = moduleList<UNetConfig>(() => 'unet', unet)

function unet(layers: Layers, config: UNetConfig, size?: Size): Value {
  const { g, use } = layers
  const height: Dim = size?.height ?? 'height'
  const width: Dim = size?.width ?? 'width'
  const latent = g.input('latent', 'f32', ['batch', config.inChannels, height, width])
  const timestep = g.input('timestep', 'f32', ['batch'])
  const conditioning = g.input('conditioning', 'f32', ['batch', 'tokens', config.contextWidth])

  const convIn = use(conv(unetRootNames.convIn, config.inChannels, config.channels[0] ?? 0, 3))
  const time = g.silu(timeEmbedding(layers, config, timestep))
  const block = (name: BlockName, x: Value, outputs: number): Value =>
    resnet(layers, name, x, { outputs, eps, single: unetResnetNames, time })
  const attend = (name: BlockName, x: Value, depth: number): Value => {
    if (depth === 0) return x
    const heads = headCount(config.heads, channelsOf(x))
    const { linearProjection } = config
    return transformer(layers, name, x, conditioning, { depth, heads, linearProjection })
  }

  let x = g.named(convIn(latent), 'conv_in')
  const skips = [x]
  config.channels.forEach((channels, level) => {
    for (let index = 0; index < config.layers; index++) {
      x = block(downResnet(config.layers, level, index), x, channels)
      x = attend(downAttention(config.layers, level, index), x, config.downDepths[level]?.[index] ?? 0)
      skips.push(x)
    }
    if (level < config.channels.length - 1) {
      const halved = use(conv(downsampler(config.layers, level), channels, channels, 3, { stride: 2 }))
      x = g.named(halved(x), `down_blocks.${level}.downsamplers.0`)
      skips.push(x)
    }
  })

  if (config.middle.resnets > 0) x = block(middleResnet(0), x, channelsOf(x))
  x = attend(middleAttention, x, config.middle.depth ?? 0)
  if (config.middle.resnets > 1) x = block(middleResnet(1), x, channelsOf(x))
  x = g.named(x, 'mid_block')

  config.channels.toReversed().forEach((channels, step) => {
    const depths = config.upDepths[step] ?? []
    for (let index = 0; index <= config.layers; index++) {
      const skip = skips.pop()
      invariant(skip !== undefined, 'one skip for every block on the way up')
      x = block(upResnet(config.layers, step, index), g.concat([x, skip], 1), channels)
      x = attend(upAttention(config.layers, step, index), x, depths[index] ?? 0)
    }
    if (step < config.channels.length - 1) {
      const skip = skips.at(-1)
      invariant(skip !== undefined, 'a skip awaits the next level')
      const name = upsampler(config.layers, step, (depths[config.layers] ?? 0) > 0)
      const doubled = use(conv(name, channels, channels, 3))
      x = g.named(doubled(cropTo(layers, g.upsampleNearest(x, 2), skip)), `up_blocks.${step}.upsamplers.0`)
    }
  })

  const normOut = use(groupNorm(unetRootNames.normOut, channelsOf(x), eps))
  const convOut = use(conv(unetRootNames.convOut, channelsOf(x), config.outChannels, 3))
  x = g.named(normOut(x), 'conv_norm_out')
  return convOut(g.silu(x))
}

function timeEmbedding({ g, use }: Layers, config: UNetConfig, timestep: Value): Value {
  const { time1, time2, added1, added2 } = unetRootNames
  const mlp = (first: BlockName, second: BlockName, x: Value, name: string): Value => {
    const [one, two] = [
      use(linear(first, Number(x.shape[1]), config.timeWidth)),
      use(linear(second, config.timeWidth, config.timeWidth)),
    ]
    return g.named(two(g.silu(one(x))), name)
  }
  const time = mlp(time1, time2, sinusoid(g, timestep, config.sinusoidWidth), 'time_embedding')
  if (config.added === null) return time

  const { pooledWidth, idCount, idWidth } = config.added
  const pooled = g.input('pooled', 'f32', ['batch', pooledWidth])
  const timeIds = g.input('time_ids', 'f32', ['batch', idCount])
  const ids = g.reshape(sinusoid(g, timeIds, idWidth), ['batch', idCount * idWidth])
  return g.add(time, mlp(added1, added2, g.concat([pooled, ids], 1), 'add_embedding'))
}

// A side that was odd lost half a pixel going down: twice its half is one too many. Cropping equals interpolating
// to the skip's size, as diffusers does: for 2n → 2n − 1 the nearest source pixels are the same.
function cropTo({ g }: Layers, x: Value, skip: Value): Value {
  return [2, 3].reduce((value, axis) => {
    const wanted = skip.shape[axis]
    if (wanted === undefined || wanted === value.shape[axis]) return value
    return g.slice(value, axis, 0, Number(wanted))
  }, x)
}

const channelsOf = (x: Value): number => Number(x.shape[1])
