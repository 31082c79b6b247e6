// The module list of the autoencoder, with the names of single files (which count decoder levels from the full
// resolution) beside the canonical ones (which count them as they are walked).
import type { VaeConfig } from '../families/config.ts'
import { conv, groupNorm, linear, type Module } from './module.ts'

const eps = 1e-6
type Name = { readonly path: string; readonly single: string }

export function vaeModules(config: VaeConfig): Module[] {
  const { channels, latentChannels } = config
  const first = channels[0] ?? 0
  const last = channels.at(-1) ?? 0
  const modules: Module[] = []

  modules.push(conv(twice('encoder.conv_in'), config.imageChannels, first, 3))
  let width = first
  channels.forEach((levelWidth, level) => {
    const path = `encoder.down_blocks.${level}`
    const single = `encoder.down.${level}`
    for (let index = 0; index < config.encoderLayers; index++) {
      const block = { path: `${path}.resnets.${index}`, single: `${single}.block.${index}` }
      modules.push(...resnet(block, width, levelWidth))
      width = levelWidth
    }
    if (level < channels.length - 1) {
      // Padded right and bottom only, as the network was trained.
      const options = { stride: 2, padding: [0, 0, 1, 1] } as const
      const block = { path: `${path}.downsamplers.0.conv`, single: `${single}.downsample.conv` }
      modules.push(conv(block, width, width, 3, options))
    }
  })
  modules.push(...middle('encoder', last))
  modules.push(groupNorm({ path: 'encoder.conv_norm_out', single: 'encoder.norm_out' }, last, eps))
  modules.push(conv(twice('encoder.conv_out'), last, 2 * latentChannels, 3))
  modules.push(conv(twice('quant_conv'), 2 * latentChannels, 2 * latentChannels, 1))

  modules.push(conv(twice('post_quant_conv'), latentChannels, latentChannels, 1))
  modules.push(conv(twice('decoder.conv_in'), latentChannels, last, 3))
  modules.push(...middle('decoder', last))
  width = last
  channels.toReversed().forEach((levelWidth, step) => {
    const path = `decoder.up_blocks.${step}`
    const single = `decoder.up.${channels.length - 1 - step}`
    for (let index = 0; index < config.decoderLayers; index++) {
      const block = { path: `${path}.resnets.${index}`, single: `${single}.block.${index}` }
      modules.push(...resnet(block, width, levelWidth))
      width = levelWidth
    }
    if (step < channels.length - 1) {
      const block = { path: `${path}.upsamplers.0.conv`, single: `${single}.upsample.conv` }
      modules.push(conv(block, width, width, 3))
    }
  })
  modules.push(groupNorm({ path: 'decoder.conv_norm_out', single: 'decoder.norm_out' }, first, eps))
  modules.push(conv(twice('decoder.conv_out'), first, config.imageChannels, 3))
  return modules
}

const twice = (name: string): Name => ({ path: name, single: name })

function resnet(block: Name, inputs: number, outputs: number): Module[] {
  const part = (path: string, single = path): Name => ({
    path: `${block.path}.${path}`,
    single: `${block.single}.${single}`,
  })
  return [
    groupNorm(part('norm1'), inputs, eps),
    conv(part('conv1'), inputs, outputs, 3),
    groupNorm(part('norm2'), outputs, eps),
    conv(part('conv2'), outputs, outputs, 3),
    ...(inputs === outputs ? [] : [conv(part('conv_shortcut', 'nin_shortcut'), inputs, outputs, 1)]),
  ]
}

function middle(half: 'encoder' | 'decoder', width: number): Module[] {
  const attention = (path: string, single: string): Name => ({
    path: `${half}.mid_block.attentions.0.${path}`,
    single: `${half}.mid.attn_1.${single}`,
  })
  return [
    ...resnet({ path: `${half}.mid_block.resnets.0`, single: `${half}.mid.block_1` }, width, width),
    groupNorm(attention('group_norm', 'norm'), width, eps),
    linear(attention('to_q', 'q'), width, width),
    linear(attention('to_k', 'k'), width, width),
    linear(attention('to_v', 'v'), width, width),
    linear(attention('to_out.0', 'proj_out'), width, width),
    ...resnet({ path: `${half}.mid_block.resnets.1`, single: `${half}.mid.block_2` }, width, width),
  ]
}
