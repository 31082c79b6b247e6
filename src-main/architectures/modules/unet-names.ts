// Where the blocks of a UNet are called what: canonical paths beside single-file (LDM) paths.
// `layers` residual blocks per level; level i's blocks are input_blocks 1 + (layers + 1)·i + j.

import type { BlockName } from './module.ts'

export const unetRootNames = {
  convIn: { path: 'conv_in', single: 'input_blocks.0.0' },
  time1: { path: 'time_embedding.linear_1', single: 'time_embed.0' },
  time2: { path: 'time_embedding.linear_2', single: 'time_embed.2' },
  added1: { path: 'add_embedding.linear_1', single: 'label_emb.0.0' },
  added2: { path: 'add_embedding.linear_2', single: 'label_emb.0.2' },
  normOut: { path: 'conv_norm_out', single: 'out.0' },
  convOut: { path: 'conv_out', single: 'out.2' },
} as const satisfies Record<string, BlockName>

export function downResnet(layers: number, level: number, index: number): BlockName {
  return {
    path: `down_blocks.${level}.resnets.${index}`,
    single: `input_blocks.${1 + (layers + 1) * level + index}.0`,
  }
}

export function downAttention(layers: number, level: number, index: number): BlockName {
  return {
    path: `down_blocks.${level}.attentions.${index}`,
    single: `input_blocks.${1 + (layers + 1) * level + index}.1`,
  }
}

export function downsampler(layers: number, level: number): BlockName {
  return {
    path: `down_blocks.${level}.downsamplers.0.conv`,
    single: `input_blocks.${(layers + 1) * (level + 1)}.0.op`,
  }
}

export function middleResnet(index: number): BlockName {
  return { path: `mid_block.resnets.${index}`, single: `middle_block.${2 * index}` }
}

export const middleAttention: BlockName = { path: 'mid_block.attentions.0', single: 'middle_block.1' }

export function upResnet(layers: number, step: number, index: number): BlockName {
  return {
    path: `up_blocks.${step}.resnets.${index}`,
    single: `output_blocks.${(layers + 1) * step + index}.0`,
  }
}

export function upAttention(layers: number, step: number, index: number): BlockName {
  return {
    path: `up_blocks.${step}.attentions.${index}`,
    single: `output_blocks.${(layers + 1) * step + index}.1`,
  }
}

/** In single files the upsampler follows whatever its block holds: the residual block, or that and a transformer. */
export function upsampler(layers: number, step: number, afterAttention: boolean): BlockName {
  return {
    path: `up_blocks.${step}.upsamplers.0.conv`,
    single: `output_blocks.${(layers + 1) * step + layers}.${afterAttention ? 2 : 1}.conv`,
  }
}

/** Canonical name of each part of a residual block, and its single-file name. */
export const unetResnetNames = {
  norm1: 'in_layers.0',
  conv1: 'in_layers.2',
  time_emb_proj: 'emb_layers.1',
  norm2: 'out_layers.0',
  conv2: 'out_layers.3',
  conv_shortcut: 'skip_connection',
} as const
