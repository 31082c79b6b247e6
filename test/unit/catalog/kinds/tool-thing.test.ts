import { expect, test } from 'vitest'
import { toolThing } from '../../../../src-main/catalog/kinds/tool-thing.ts'
import type { FileThing } from '../../../../src-main/contract/library-file.ts'

const table = (shapes: Record<string, number[]>) => ({
  tensors: new Map(Object.entries(shapes).map(([name, shape]) => [name, { dtype: 'f16' as const, shape }])),
  metadata: new Map<string, string>(),
})

const rrdb = (
  first: string,
  dense: string,
  more: Record<string, number[]> = {},
): Record<string, number[]> => ({
  [first]: [64, 3, 3, 3],
  [dense]: [32, 64, 3, 3],
  [dense.replace('.0.', '.22.')]: [32, 64, 3, 3],
  ...more,
})
const twice = { 'conv_up1.weight': [64, 64, 3, 3], 'conv_up2.weight': [64, 64, 3, 3] }
const attention = 'transformer_blocks.0.attn2.to_k.weight'

const cases: [name: string, shapes: Record<string, number[]>, thing: Partial<FileThing>][] = [
  [
    'ControlNet, original names',
    {
      'control_model.input_hint_block.0.weight': [16, 3, 3, 3],
      [`control_model.input_blocks.1.1.${attention}`]: [320, 768],
    },
    { kind: 'controlnet', form: 'single', family: 'sd1' },
  ],
  [
    'ControlNet without its prefix',
    { 'input_hint_block.0.weight': [16, 3, 3, 3], [`input_blocks.1.1.${attention}`]: [320, 1024] },
    { kind: 'controlnet', form: 'single', family: 'sd2' },
  ],
  [
    'ControlNet of diffusers',
    {
      'controlnet_cond_embedding.conv_in.weight': [16, 3, 3, 3],
      [`down_blocks.1.attentions.0.${attention}`]: [640, 2048],
    },
    { kind: 'controlnet', form: 'diffusers', family: 'sdxl' },
  ],
  [
    'union ControlNet',
    { task_embedding: [8, 320], 'controlnet_down_blocks.0.weight': [320, 320, 1, 1] },
    { kind: 'controlnet', form: 'union', family: null },
  ],
  [
    'Control-LoRA',
    { lora_controlnet: [], 'input_hint_block.0.weight': [16, 3, 3, 3], 'input_blocks.1.0.x.up': [320, 4] },
    { kind: 'controlnet', form: 'control-lora' },
  ],
  [
    'Control-LoRA without its mark',
    { 'input_hint_block.0.weight': [16, 3, 3, 3], 'input_blocks.1.0.in_layers.2.up': [320, 4] },
    { kind: 'controlnet', form: 'control-lora' },
  ],
  [
    'ControlNet-LLLite',
    {
      'lllite_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k.down.0.weight': [64, 2048],
    },
    { kind: 'controlnet', form: 'lllite', family: 'sdxl' },
  ],
  [
    'ControlNet of Flux',
    { 'controlnet_blocks.0.weight': [3072, 3072], 'single_transformer_blocks.0.norm.linear.weight': [1, 1] },
    { kind: 'controlnet', form: 'transformer', family: null, model: 'Flux' },
  ],
  [
    'T2I-Adapter',
    { 'body.0.block1.weight': [320, 320, 3, 3], 'conv_in.weight': [320, 192, 3, 3] },
    { kind: 't2i-adapter', form: 'full', family: 'sd1' },
  ],
  [
    'T2I-Adapter of SDXL in the names of diffusers',
    {
      'adapter.body.0.resnets.0.block1.weight': [320, 320, 3, 3],
      'adapter.conv_in.weight': [320, 768, 3, 3],
    },
    { kind: 't2i-adapter', form: 'full', family: 'sdxl' },
  ],
  [
    'IP-Adapter',
    { 'image_proj.proj.weight': [3072, 1024], 'ip_adapter.1.to_k_ip.weight': [320, 768] },
    { kind: 'ip-adapter', form: 'linear', family: 'sd1' },
  ],
  [
    'IP-Adapter Plus',
    { 'image_proj.latents': [1, 16, 768], 'ip_adapter.1.to_k_ip.weight': [640, 2048] },
    { kind: 'ip-adapter', form: 'plus', family: 'sdxl' },
  ],
  [
    'IP-Adapter FaceID',
    { 'image_proj.proj.0.weight': [1, 1], 'ip_adapter.0.to_q_lora.down.weight': [128, 320] },
    { kind: 'ip-adapter', form: 'face' },
  ],
  [
    'motion module',
    { 'down_blocks.3.motion_modules.0.temporal_transformer.norm.weight': [1280] },
    { kind: 'motion-module', form: null, family: 'sd1' },
  ],
  [
    'motion module of SDXL',
    { 'down_blocks.2.motion_modules.0.temporal_transformer.norm.weight': [1280] },
    { kind: 'motion-module', family: 'sdxl' },
  ],
  ['hypernetwork', { '768.0.linear.0.weight': [1536, 768] }, { kind: 'hypernetwork' }],
  [
    'Real-ESRGAN',
    rrdb('conv_first.weight', 'body.0.rdb1.conv1.weight', twice),
    { kind: 'upscaler', form: 'real-esrgan', facts: { scale: 4, features: 64, blocks: 23, channels: 3 } },
  ],
  [
    'Real-ESRGAN as it was trained',
    rrdb('params_ema.conv_first.weight', 'params_ema.body.0.rdb1.conv1.weight', {
      'params_ema.conv_up1.weight': [64, 64, 3, 3],
    }),
    { kind: 'upscaler', form: 'real-esrgan', facts: { scale: 2, features: 64, blocks: 23, channels: 3 } },
  ],
  [
    'ESRGAN, old names',
    rrdb('model.0.weight', 'model.1.sub.0.RDB1.conv1.0.weight', {
      'model.3.weight': [64, 64, 3, 3],
      'model.6.weight': [64, 64, 3, 3],
      'model.8.weight': [64, 64, 3, 3],
      'model.10.weight': [3, 64, 3, 3],
    }),
    { kind: 'upscaler', form: 'esrgan', facts: { scale: 4, features: 64, blocks: 23, channels: 3 } },
  ],
  [
    'ESRGAN+',
    rrdb('model.0.weight', 'model.1.sub.0.RDB1.conv1x1.weight'),
    { kind: 'upscaler', form: 'esrgan-plus' },
  ],
  [
    'compact',
    {
      'body.0.weight': [64, 3, 3, 3],
      'body.1.weight': [64],
      'body.34.weight': [48, 64, 3, 3],
    },
    { kind: 'upscaler', form: 'compact', facts: { scale: 4, features: 64, blocks: 16 } },
  ],
  [
    'SwinIR',
    { 'conv_first.weight': [180, 3, 3, 3], 'layers.0.residual_group.blocks.0.attn.qkv.weight': [540, 180] },
    { kind: 'upscaler', form: 'swinir' },
  ],
]

test.each(cases)('%s', (_name, shapes, thing) => {
  expect(toolThing(table(shapes))).toMatchObject({ problem: null, ...thing })
})

test.each([
  ['a UNet', { [`input_blocks.1.1.${attention}`]: [320, 768], 'out.2.weight': [4, 320, 3, 3] }],
  ['layers in a row', { 'body.0.weight': [8, 8], 'body.1.weight': [8, 8] }],
  ['nothing', {}],
])('%s is no tool', (_name, shapes) => {
  expect(toolThing(table(shapes))).toBeNull()
})
