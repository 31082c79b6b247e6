// The variational autoencoder between pictures and latents, both halves. Its latents are raw; the caller scales.
import { invariant } from '../../base/errors.ts'
import { createGraphBuilder } from '../../graph/builder.ts'
import type { Graph, Value } from '../../graph/ir.ts'
import type { VaeConfig } from '../families/config.ts'
import { layersOf, type Layers } from './layers.ts'
import { resnet } from './resnet.ts'
import { tokensOf } from './tokens.ts'
import { vaeModules } from '../modules/vae-modules.ts'

const logvarRange = [-30, 20] as const

/** Input: `latent` [batch, 4, height, width] (z, unscaled). Output: `decoded` [batch, 3, 8·height, 8·width] in about −1…1. */
export function buildVaeDecoder(config: VaeConfig): Graph {
  const g = createGraphBuilder('vae_decoder')
  const latent = g.input('latent', 'f32', ['batch', config.latentChannels, 'height', 'width'])
  const layers = layersOf(g, 'vae', vaeModules(config))
  const { apply } = layers

  let x = apply('decoder.conv_in', apply('post_quant_conv', latent))
  x = middle(layers, 'decoder', x)
  config.channels.forEach((_, step) => {
    const path = `decoder.up_blocks.${step}`
    for (let index = 0; index < config.decoderLayers; index++) {
      x = resnet(layers, `${path}.resnets.${index}`, x)
    }
    if (step < config.channels.length - 1) {
      x = apply(`${path}.upsamplers.0.conv`, g.upsampleNearest(x, 2))
    }
  })
  x = g.silu(apply('decoder.conv_norm_out', x))
  return g.finish({ decoded: apply('decoder.conv_out', x) })
}

/** Input: `image` [batch, 3, height, width] in −1…1. Outputs: `mean` and `logvar` (clamped), [batch, 4, height/8, width/8]. */
export function buildVaeEncoder(config: VaeConfig): Graph {
  const g = createGraphBuilder('vae_encoder')
  const image = g.input('image', 'f32', ['batch', config.imageChannels, 'height', 'width'])
  const layers = layersOf(g, 'vae', vaeModules(config))
  const { apply } = layers

  let x = apply('encoder.conv_in', image)
  config.channels.forEach((_, level) => {
    const path = `encoder.down_blocks.${level}`
    for (let index = 0; index < config.encoderLayers; index++) {
      x = resnet(layers, `${path}.resnets.${index}`, x)
    }
    if (level < config.channels.length - 1) x = apply(`${path}.downsamplers.0.conv`, x)
  })
  x = middle(layers, 'encoder', x)
  x = g.silu(apply('encoder.conv_norm_out', x))
  const moments = apply('quant_conv', apply('encoder.conv_out', x))
  const [mean, logvar] = g.split(moments, 1, [config.latentChannels, config.latentChannels])
  invariant(mean !== undefined && logvar !== undefined, 'split in two')
  return g.finish({ mean, logvar: g.clamp(logvar, ...logvarRange) })
}

function middle(layers: Layers, half: 'encoder' | 'decoder', x: Value): Value {
  const { g, apply } = layers
  const h = resnet(layers, `${half}.mid_block.resnets.0`, x)
  const path = `${half}.mid_block.attentions.0`
  const tokens = tokensOf(g, apply(`${path}.group_norm`, h))
  const q = apply(`${path}.to_q`, tokens)
  const k = apply(`${path}.to_k`, tokens)
  const v = apply(`${path}.to_v`, tokens)
  const attended = apply(`${path}.to_out.0`, g.attention(q, k, v, { heads: 1 }))
  const image = g.reshape(g.transpose(attended, [0, 2, 1]), h.shape)
  return resnet(layers, `${half}.mid_block.resnets.1`, g.add(h, image))
}
