// The module list of a UNet, from its sizes.
import type { UNetConfig } from '../families/config.ts'
import { conv, groupNorm, layerNorm, linear, type Module } from './module.ts'
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
  type BlockName,
} from './unet-names.ts'

const resnetEps = 1e-5
const transformerEps = 1e-6

export function unetModules(config: UNetConfig): Module[] {
  const { channels, layers } = config
  const base = channels[0] ?? 0
  const modules: Module[] = [
    conv(unetRootNames.convIn, config.inChannels, base, 3),
    linear(unetRootNames.time1, config.sinusoidWidth, config.timeWidth),
    linear(unetRootNames.time2, config.timeWidth, config.timeWidth),
  ]
  if (config.added !== null) {
    const { pooledWidth, idCount, idWidth } = config.added
    modules.push(
      linear(unetRootNames.added1, pooledWidth + idCount * idWidth, config.timeWidth),
      linear(unetRootNames.added2, config.timeWidth, config.timeWidth),
    )
  }

  const skips = [base]
  let width = base
  channels.forEach((levelWidth, level) => {
    for (let index = 0; index < layers; index++) {
      modules.push(...resnet(downResnet(layers, level, index), width, levelWidth, config.timeWidth))
      const depth = config.downDepths[level]?.[index] ?? 0
      if (depth > 0)
        modules.push(...transformer(downAttention(layers, level, index), levelWidth, depth, config))
      width = levelWidth
      skips.push(width)
    }
    if (level < channels.length - 1) {
      modules.push(conv(downsampler(layers, level), width, width, 3, { stride: 2 }))
      skips.push(width)
    }
  })

  if (config.middle.resnets > 0) modules.push(...resnet(middleResnet(0), width, width, config.timeWidth))
  if (config.middle.depth !== null) {
    modules.push(...transformer(middleAttention, width, config.middle.depth, config))
  }
  if (config.middle.resnets > 1) modules.push(...resnet(middleResnet(1), width, width, config.timeWidth))

  channels.toReversed().forEach((levelWidth, step) => {
    const depths = config.upDepths[step] ?? []
    for (let index = 0; index <= layers; index++) {
      const skip = skips.pop() ?? 0
      modules.push(...resnet(upResnet(layers, step, index), width + skip, levelWidth, config.timeWidth))
      const depth = depths[index] ?? 0
      if (depth > 0) modules.push(...transformer(upAttention(layers, step, index), levelWidth, depth, config))
      width = levelWidth
    }
    if (step < channels.length - 1) {
      modules.push(conv(upsampler(layers, step, (depths[layers] ?? 0) > 0), width, width, 3))
    }
  })

  modules.push(groupNorm(unetRootNames.normOut, width, resnetEps))
  modules.push(conv(unetRootNames.convOut, width, config.outChannels, 3))
  return modules
}

function resnet(block: BlockName, inputs: number, outputs: number, timeWidth: number): Module[] {
  const part = (name: keyof typeof unetResnetNames): BlockName => ({
    path: `${block.path}.${name}`,
    single: `${block.single}.${unetResnetNames[name]}`,
  })
  return [
    groupNorm(part('norm1'), inputs, resnetEps),
    conv(part('conv1'), inputs, outputs, 3),
    linear(part('time_emb_proj'), timeWidth, outputs),
    groupNorm(part('norm2'), outputs, resnetEps),
    conv(part('conv2'), outputs, outputs, 3),
    ...(inputs === outputs ? [] : [conv(part('conv_shortcut'), inputs, outputs, 1)]),
  ]
}

function transformer(block: BlockName, width: number, depth: number, config: UNetConfig): Module[] {
  const part = (name: string): BlockName => ({
    path: `${block.path}.${name}`,
    single: `${block.single}.${name}`,
  })
  const projection = (name: string): Module =>
    config.linearProjection ? linear(part(name), width, width) : conv(part(name), width, width, 1)
  const attention = (name: string, contextWidth: number): Module[] => [
    linear(part(`${name}.to_q`), width, width, false),
    linear(part(`${name}.to_k`), contextWidth, width, false),
    linear(part(`${name}.to_v`), contextWidth, width, false),
    linear(part(`${name}.to_out.0`), width, width),
  ]
  const modules = [groupNorm(part('norm'), width, transformerEps), projection('proj_in')]
  for (let index = 0; index < depth; index++) {
    const inner = `transformer_blocks.${index}`
    modules.push(
      layerNorm(part(`${inner}.norm1`), width),
      ...attention(`${inner}.attn1`, width),
      layerNorm(part(`${inner}.norm2`), width),
      ...attention(`${inner}.attn2`, config.contextWidth),
      layerNorm(part(`${inner}.norm3`), width),
      linear(part(`${inner}.ff.net.0.proj`), width, 8 * width),
      linear(part(`${inner}.ff.net.2`), 4 * width, width),
    )
  }
  modules.push(projection('proj_out'))
  return modules
}
