// The variational autoencoder between pictures and latents, both halves. Its latents are raw; the caller scales.
// Single files count decoder levels from the full resolution, canonical names as they are walked.
import { invariant } from '../../base/errors.ts'
import { createGraphBuilder } from '../../graph/builder.ts'
import type { Graph, Value } from '../../graph/ir.ts'
import type { VaeConfig } from '../families/config.ts'
import { conv, groupNorm, linear, type BlockName } from '../modules/module.ts'
import { layersOf, moduleList, type Layers } from './layers.ts'
import { resnet } from './resnet.ts'
import { tokensOf } from './tokens.ts'

const eps = 1e-6
const logvarRange = [-30, 20] as const

/**
 * Input: `latent` [batch, c, height, width] (z, unscaled). Output: `decoded`
 * [batch, 3, f·height, f·width] in about −1…1.
 */
export function buildVaeDecoder(config: VaeConfig): Graph {
  const g = createGraphBuilder('vae_decoder')
  return g.finish({ decoded: decoder(layersOf(g, 'vae'), config) })
}

/**
 * Input: `image` [batch, 3, height, width] in −1…1. Outputs: `mean` and `logvar`
 * (clamped), [batch, c, height/f, width/f].
 */
export function buildVaeEncoder(config: VaeConfig): Graph {
  const g = createGraphBuilder('vae_encoder')
  const [mean, logvar] = g.split(encoder(layersOf(g, 'vae'), config), 1, [
    config.latentChannels,
    config.latentChannels,
  ])
  invariant(mean !== undefined && logvar !== undefined, 'split in two')
  return g.finish({ mean, logvar: g.clamp(logvar, ...logvarRange) })
}

export const vaeModules = moduleList<VaeConfig>(
  () => 'vae',
  (layers, config) => [encoder(layers, config), decoder(layers, config)],
)

function encoder(layers: Layers, { channels, ...config }: VaeConfig): Value {
  const { g, use } = layers
  const image = g.input('image', 'f32', ['batch', config.imageChannels, 'height', 'width'])
  let x = use(conv(twice('encoder.conv_in'), config.imageChannels, channels[0] ?? 0, 3))(image)
  channels.forEach((width, level) => {
    const path = `encoder.down_blocks.${level}`
    const single = `encoder.down.${level}`
    for (let index = 0; index < config.encoderLayers; index++) {
      x = block(layers, { path: `${path}.resnets.${index}`, single: `${single}.block.${index}` }, x, width)
    }
    if (level < channels.length - 1) {
      const name = { path: `${path}.downsamplers.0.conv`, single: `${single}.downsample.conv` }
      // Padded right and bottom only, as the network was trained.
      x = use(conv(name, width, width, 3, { stride: 2, padding: [0, 0, 1, 1] }))(x)
    }
  })
  x = middle(layers, 'encoder', x)
  const width = channelsOf(x)
  const normOut = use(groupNorm({ path: 'encoder.conv_norm_out', single: 'encoder.norm_out' }, width, eps))
  const moments = 2 * config.latentChannels
  const convOut = use(conv(twice('encoder.conv_out'), width, moments, 3))
  const quantConv = use(conv(twice('quant_conv'), moments, moments, 1))
  return quantConv(convOut(g.silu(normOut(x))))
}

function decoder(layers: Layers, { channels, latentChannels, ...config }: VaeConfig): Value {
  const { g, use } = layers
  const latent = g.input('latent', 'f32', ['batch', latentChannels, 'height', 'width'])
  const postQuantConv = use(conv(twice('post_quant_conv'), latentChannels, latentChannels, 1))
  const convIn = use(conv(twice('decoder.conv_in'), latentChannels, channels.at(-1) ?? 0, 3))
  let x = middle(layers, 'decoder', convIn(postQuantConv(latent)))
  channels.toReversed().forEach((width, step) => {
    const path = `decoder.up_blocks.${step}`
    const single = `decoder.up.${channels.length - 1 - step}`
    for (let index = 0; index < config.decoderLayers; index++) {
      x = block(layers, { path: `${path}.resnets.${index}`, single: `${single}.block.${index}` }, x, width)
    }
    if (step < channels.length - 1) {
      const name = { path: `${path}.upsamplers.0.conv`, single: `${single}.upsample.conv` }
      x = use(conv(name, width, width, 3))(g.upsampleNearest(x, 2))
    }
  })
  const width = channelsOf(x)
  const normOut = use(groupNorm({ path: 'decoder.conv_norm_out', single: 'decoder.norm_out' }, width, eps))
  const convOut = use(conv(twice('decoder.conv_out'), width, config.imageChannels, 3))
  return convOut(g.silu(normOut(x)))
}

function middle(layers: Layers, half: 'encoder' | 'decoder', x: Value): Value {
  const { g, use } = layers
  const width = channelsOf(x)
  const residual = (index: number, of: Value): Value =>
    block(
      layers,
      { path: `${half}.mid_block.resnets.${index}`, single: `${half}.mid.block_${index + 1}` },
      of,
      width,
    )
  const part = (path: string, single: string): BlockName => ({
    path: `${half}.mid_block.attentions.0.${path}`,
    single: `${half}.mid.attn_1.${single}`,
  })
  const h = residual(0, x)
  const tokens = tokensOf(g, use(groupNorm(part('group_norm', 'norm'), width, eps))(h))
  const q = use(linear(part('to_q', 'q'), width, width))(tokens)
  const k = use(linear(part('to_k', 'k'), width, width))(tokens)
  const v = use(linear(part('to_v', 'v'), width, width))(tokens)
  const out = use(linear(part('to_out.0', 'proj_out'), width, width))
  const attended = out(g.attention(q, k, v, { heads: 1 }))
  return residual(1, g.add(h, g.reshape(g.transpose(attended, [0, 2, 1]), h.shape)))
}

const block = (layers: Layers, name: BlockName, x: Value, outputs: number): Value =>
  resnet(layers, name, x, { outputs, eps, single: { conv_shortcut: 'nin_shortcut' } })

const twice = (name: string): BlockName => ({ path: name, single: name })
const channelsOf = (x: Value): number => Number(x.shape[1])
