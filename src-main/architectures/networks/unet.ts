// The denoising network: latent, time and conditioning in, prediction out.
import { invariant } from '../../base/errors.ts'
import { createGraphBuilder } from '../../graph/builder.ts'
import type { Dim } from '../../graph/dim.ts'
import type { Graph, Value } from '../../graph/ir.ts'
import type { UNetConfig } from '../families/config.ts'
import { headCount } from './heads.ts'
import { layersOf, type Layers } from './layers.ts'
import { resnet } from './resnet.ts'
import { sinusoid } from './timestep.ts'
import { transformer } from './transformer.ts'
import { unetModules } from '../modules/unet-modules.ts'

export type UNetSize = { readonly height: number; readonly width: number }

/**
 * Inputs: `latent` [batch, c, height, width], `timestep` [batch] (may be fractional), `conditioning`
 * [batch, tokens, contextWidth]; with added conditioning also `pooled` [batch, p] and `time_ids` [batch, 6].
 * Output: `output` [batch, c, height, width]. Blocks carry their canonical paths as trace names.
 * A latent whose sides do not halve evenly at every level needs its `size` told.
 */
export function buildUNet(config: UNetConfig, size?: UNetSize): Graph {
  const g = createGraphBuilder('unet')
  const height: Dim = size?.height ?? 'height'
  const width: Dim = size?.width ?? 'width'
  const latent = g.input('latent', 'f32', ['batch', config.inChannels, height, width])
  const timestep = g.input('timestep', 'f32', ['batch'])
  const conditioning = g.input('conditioning', 'f32', ['batch', 'tokens', config.contextWidth])
  const layers = layersOf(g, 'unet', unetModules(config))
  const { apply } = layers

  const time = g.silu(timeEmbedding(layers, config, timestep))
  const block = (path: string, x: Value): Value => resnet(layers, path, x, time)
  const attend = (path: string, x: Value, depth: number): Value => {
    if (depth === 0) return x
    const heads = headCount(config.heads, Number(x.shape[1]))
    return transformer(layers, path, x, conditioning, {
      depth,
      heads,
      linearProjection: config.linearProjection,
    })
  }

  let x = g.named(apply('conv_in', latent), 'conv_in')
  const skips = [x]
  config.channels.forEach((_, level) => {
    const path = `down_blocks.${level}`
    for (let index = 0; index < config.layers; index++) {
      x = block(`${path}.resnets.${index}`, x)
      x = attend(`${path}.attentions.${index}`, x, config.downDepths[level]?.[index] ?? 0)
      skips.push(x)
    }
    if (level < config.channels.length - 1) {
      x = g.named(apply(`${path}.downsamplers.0.conv`, x), `${path}.downsamplers.0`)
      skips.push(x)
    }
  })

  if (config.middle.resnets > 0) x = block('mid_block.resnets.0', x)
  x = attend('mid_block.attentions.0', x, config.middle.depth ?? 0)
  if (config.middle.resnets > 1) x = block('mid_block.resnets.1', x)
  x = g.named(x, 'mid_block')

  config.channels.forEach((_, step) => {
    const path = `up_blocks.${step}`
    for (let index = 0; index <= config.layers; index++) {
      const skip = skips.pop()
      invariant(skip !== undefined, 'one skip for every block on the way up')
      x = block(`${path}.resnets.${index}`, g.concat([x, skip], 1))
      x = attend(`${path}.attentions.${index}`, x, config.upDepths[step]?.[index] ?? 0)
    }
    if (step < config.channels.length - 1) {
      const skip = skips.at(-1)
      invariant(skip !== undefined, 'a skip awaits the next level')
      const larger = cropTo(layers, g.upsampleNearest(x, 2), skip)
      x = g.named(apply(`${path}.upsamplers.0.conv`, larger), `${path}.upsamplers.0`)
    }
  })

  x = g.named(apply('conv_norm_out', x), 'conv_norm_out')
  return g.finish({ output: apply('conv_out', g.silu(x)) })
}

function timeEmbedding(layers: Layers, config: UNetConfig, timestep: Value): Value {
  const { g, apply } = layers
  const mlp = (name: string, x: Value): Value =>
    g.named(apply(`${name}.linear_2`, g.silu(apply(`${name}.linear_1`, x))), name)
  const time = mlp('time_embedding', sinusoid(g, timestep, config.sinusoidWidth))
  if (config.added === null) return time

  const { pooledWidth, idCount, idWidth } = config.added
  const pooled = g.input('pooled', 'f32', ['batch', pooledWidth])
  const timeIds = g.input('time_ids', 'f32', ['batch', idCount])
  const ids = g.reshape(sinusoid(g, timeIds, idWidth), ['batch', idCount * idWidth])
  return g.add(time, mlp('add_embedding', g.concat([pooled, ids], 1)))
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
