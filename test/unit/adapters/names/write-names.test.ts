// How written files name modules and factors.
import { expect, it } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import {
  moduleName,
  partSuffix,
  type WrittenDialect,
} from '../../../../src-main/adapters/names/write-names.ts'
import type { Component } from '../../../../src-main/architectures/families/component.ts'
import { type Architecture, families } from '../../../support/families.ts'

const paths: Partial<Record<Component, string>> = {
  unet: 'down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_out.0',
  text_encoder: 'text_model.encoder.layers.3.self_attn.q_proj',
  text_encoder_2: 'text_model.encoder.layers.3.self_attn.q_proj',
}

it.each<readonly [WrittenDialect, Architecture, Component, string]>([
  ['kohya', 'sd1', 'unet', 'lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_out_0'],
  ['kohya', 'sd2', 'unet', 'lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_out_0'],
  ['kohya', 'sdxl', 'unet', 'lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_out_0'],
  ['kohya', 'sd1', 'text_encoder', 'lora_te_text_model_encoder_layers_3_self_attn_q_proj'],
  ['kohya', 'sdxl', 'text_encoder', 'lora_te1_text_model_encoder_layers_3_self_attn_q_proj'],
  ['kohya', 'sdxl', 'text_encoder_2', 'lora_te2_text_model_encoder_layers_3_self_attn_q_proj'],
  ['diffusers', 'sdxl', 'unet', 'unet.down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_out.0'],
  ['diffusers', 'sdxl', 'text_encoder_2', 'text_encoder_2.text_model.encoder.layers.3.self_attn.q_proj'],
  [
    'peft',
    'sd1',
    'unet',
    'base_model.model.unet.down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_out.0',
  ],
])('%s %s %s', (dialect, architecture, component, name) => {
  const module = publishedModules(families[architecture])
    .modules.get(component)
    ?.find(({ path }) => path === paths[component])
  expect(module && moduleName(dialect, component, module, families[architecture])).toBe(name)
})

it('suffixes', () => {
  expect(partSuffix('kohya', 'lora', 'down')).toBe('lora_down.weight')
  expect(partSuffix('kohya', 'loha', 'hadaW1a')).toBe('hada_w1_a')
  expect(partSuffix('kohya', 'oft', 'oftBlocks')).toBe('oft_blocks')
  expect(partSuffix('peft', 'lora', 'up')).toBe('lora_B.weight')
  expect(partSuffix('diffusers', 'lora', 'magnitude')).toBe('lora_magnitude_vector')
  expect(partSuffix('peft', 'lokr', 'lokrW2b')).toBe('lokr_w2_b')
})

it.each([
  ['lora', 'alpha', 'adapter/no-scale-tensor'],
  ['locon', 'mid', 'adapter/no-tucker-core'],
  ['oft', 'oftBlocks', 'adapter/not-in-dialect'],
  ['full', 'diff', 'adapter/not-in-dialect'],
] as const)('PEFT has no word for the %s’s %s', (kind, part, code) => {
  expect(() => partSuffix('peft', kind, part)).toThrow(expect.objectContaining({ code }))
})
