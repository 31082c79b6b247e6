// Which base a file was made for, and the refusal of everything else by its own name.
import { describe, expect, it } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { readAdapter } from '../../../../src-main/adapters/reading/read-adapter.ts'
import { recogniseAdapter, type Recognition } from '../../../../src-main/adapters/about/recognise.ts'
import {
  headerFile,
  madeUpShapes,
  type MadeUpAdapter,
  type MadeUpDialect,
} from '../../../support/made-up-adapter.ts'
import { families } from '../../../support/families.ts'
import { threadMs } from '../../../support/processor-time.ts'
import { remark } from '../../../../src-main/messages/table.ts'

const bases = {
  sd1: publishedModules(families.sd1),
  sd2: publishedModules(families.sd2),
  sdxl: publishedModules(families.sdxl),
}
const architectures = ['sd1', 'sd2', 'sdxl'] as const

function recognise(options: MadeUpAdapter, metadata: Record<string, string> = {}): Recognition {
  return recogniseAdapter({ tensors: madeUpShapes(options), metadata: new Map(Object.entries(metadata)) })
}

describe('by shapes', () => {
  const dialects: readonly MadeUpDialect[] = [
    'kohya',
    'diffusers',
    'peft',
    'dotted',
    'oneTrainer',
    'processor',
    'cloneofsimo',
  ]
  const cases = architectures.flatMap((architecture) =>
    dialects.map((dialect) => [architecture, dialect] as const),
  )
  it.each(cases)('%s in %s', (architecture, dialect) => {
    const modules: MadeUpAdapter['modules'] = (_, { path }) => /\.to_\w+(\.0)?$|self_attn\./.test(path)
    const { family, why, otherKind } = recognise({ base: bases[architecture], dialect, modules })
    expect(otherKind).toBeNull()
    expect(family?.id).toBe(architecture)
    expect(why.map(({ code }) => code)).toEqual(['recognition/shapes-fit'])
  })

  it.each(architectures)('%s by the other kinds', (architecture) => {
    for (const kind of ['loha', 'lokr', 'full', 'glora', 'oft', 'ia3', 'locon'] as const) {
      // Only names and output sizes are left of OFT and IA³: enough for SDXL alone.
      if ((kind === 'oft' || kind === 'ia3') && architecture === 'sd2') continue
      expect(recognise({ base: bases[architecture], kind }).family?.id, kind).toBe(architecture)
    }
  })

  it('a single cross-attention layer is enough', () => {
    for (const architecture of architectures) {
      const modules: MadeUpAdapter['modules'] = (_, { path }) =>
        path === 'down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k'
      expect(recognise({ base: bases[architecture], modules }).family?.id).toBe(architecture)
    }
  })

  it('shapes win over metadata, and that is said', () => {
    const { family, why } = recognise({ base: bases.sd1 }, { ss_base_model_version: 'sdxl_base_v1-0' })
    expect(family?.id).toBe('sd1')
    expect(why).toContainEqual(
      remark('recognition/metadata-overruled', {
        family: 'SDXL',
        key: 'ss_base_model_version',
        value: 'sdxl_base_v1-0',
      }),
    )
  })

  it('a text encoder that two families share is told apart by names or metadata', () => {
    const modules: MadeUpAdapter['modules'] = (component) => component === 'text_encoder'
    expect(recognise({ base: bases.sd1, modules }).family?.id).toBe('sd1')
    expect(recognise({ base: bases.sdxl, modules }).family?.id).toBe('sdxl')
    const diffusers: MadeUpAdapter = { base: bases.sdxl, modules, dialect: 'diffusers' }
    expect(recognise(diffusers, { ss_base_model_version: 'sdxl_base_v1-0' }).family?.id).toBe('sdxl')
    expect(recognise(diffusers).why.map(({ code }) => code)).toContain('recognition/shapes-fit-several')
  })
})

describe('without shapes that fit', () => {
  const odd = {
    tensors: new Map([
      ['lora_unet_mid_block_attentions_0_proj_in.lora_down.weight', { shape: [4, 96] }],
      ['lora_unet_mid_block_attentions_0_proj_in.lora_up.weight', { shape: [96, 4] }],
    ]),
  }
  it.each<readonly [Record<string, string>, string | null]>([
    [{ ss_base_model_version: 'sd_v1' }, 'sd1'],
    [{ ss_base_model_version: 'sd_v2_v' }, 'sd2'],
    [{ 'modelspec.architecture': 'stable-diffusion-xl-v1-base/lora' }, 'sdxl'],
    [{ ss_v2: 'True' }, 'sd2'],
    [{}, null],
  ])('%o', (metadata, architecture) => {
    const found = recogniseAdapter({ ...odd, metadata: new Map(Object.entries(metadata)) })
    expect(found.family?.id ?? null).toBe(architecture)
    expect(found.why.length).toBeGreaterThan(0)
  })

  it('metadata that names another model refuses', () => {
    const { otherKind } = recogniseAdapter({
      ...odd,
      metadata: new Map([['ss_base_model_version', 'lumina2']]),
    })
    expect(otherKind?.code).toBe('adapter/unknown-model')
    expect(otherKind?.message).toContain('lumina2')
  })
})

const lora = (stem: string): string[] => [`${stem}.lora_A.weight`, `${stem}.lora_B.weight`]

describe('refused by name', () => {
  const files: readonly (readonly [string, string, string[], RegExp])[] = [
    ['GPT-2', 'language-model', lora('base_model.model.transformer.h.0.attn.c_attn'), /GPT-2/],
    ['GPT-2 without wrapper', 'language-model', lora('h.11.mlp.c_fc'), /GPT-2/],
    ['LLaMA', 'language-model', lora('base_model.model.model.layers.0.self_attn.q_proj'), /LLaMA/],
    ['Qwen feed-forward', 'language-model', lora('base_model.model.model.layers.27.mlp.gate_proj'), /Qwen/],
    ['BERT', 'language-model', lora('base_model.model.bert.encoder.layer.0.attention.self.query'), /BERT/],
    [
      'RoBERTa',
      'language-model',
      lora('base_model.model.roberta.encoder.layer.3.attention.self.value'),
      /BERT/,
    ],
    ['T5', 'language-model', lora('base_model.model.encoder.block.0.layer.0.SelfAttention.q'), /T5/],
    [
      'GPT-NeoX',
      'language-model',
      lora('base_model.model.gpt_neox.layers.0.attention.query_key_value'),
      /NeoX/,
    ],
    [
      'BLOOM',
      'language-model',
      lora('base_model.model.transformer.h.0.self_attention.query_key_value'),
      /BLOOM/,
    ],
    [
      'ChatGLM',
      'language-model',
      lora('base_model.model.transformer.encoder.layers.0.self_attention.query_key_value'),
      /ChatGLM/,
    ],
    ['OPT', 'language-model', lora('base_model.model.model.decoder.layers.0.self_attn.q_proj'), /OPT/],
    [
      'one never heard of',
      'language-model',
      lora('base_model.model.brain.layers.3.self_attn.wq'),
      /text transformer/,
    ],
    ['Flux, kohya', 'foreign-model', lora('lora_unet_double_blocks_0_img_attn_qkv'), /Flux/],
    ['Flux, diffusers', 'foreign-model', lora('transformer.single_transformer_blocks.0.attn.to_q'), /Flux/],
    ['SD 3', 'foreign-model', lora('lora_unet_joint_blocks_0_context_block_attn_qkv'), /Stable Diffusion 3/],
    ['Qwen-Image', 'foreign-model', lora('transformer_blocks.0.attn.add_q_proj'), /diffusion transformer/],
    [
      'a transformer',
      'foreign-model',
      lora('transformer.transformer_blocks.0.attn.to_q'),
      /diffusion transformer/,
    ],
    ['Wan', 'foreign-model', lora('diffusion_model.blocks.0.cross_attn.k'), /Wan/],
    [
      'Control-LoRA',
      'tool',
      ['lora_controlnet', 'input_blocks.1.1.proj_in.up', 'input_blocks.1.1.proj_in.down'],
      /Control-LoRA/,
    ],
    ['LLLite', 'tool', ['lllite_unet_input_blocks_4_1.down.0.weight'], /LLLite/],
    ['IP-Adapter', 'tool', ['ip_adapter.1.to_k_ip.weight', 'image_proj.proj.weight'], /IP-Adapter/],
    [
      'motion LoRA',
      'tool',
      lora('down_blocks.0.motion_modules.0.temporal_transformer.proj_in'),
      /AnimateDiff/,
    ],
    [
      'Custom Diffusion',
      'tool',
      ['mid_block.attentions.0.transformer_blocks.0.attn2.processor.to_k_custom_diffusion.weight'],
      /Custom Diffusion/,
    ],
    ['textual inversion', 'is-an-embedding', ['emb_params'], /textual inversion/],
    ['SDXL textual inversion', 'is-an-embedding', ['clip_l', 'clip_g'], /textual inversion/],
    [
      'PEFT OFT',
      'peft-rotation',
      ['base_model.model.unet.mid_block.attentions.0.proj_in.oft_R.weight'],
      /PEFT/,
    ],
    [
      'PEFT BOFT',
      'peft-rotation',
      ['unet.mid_block.attentions.0.proj_in.boft_R', 'unet.mid_block.attentions.0.proj_in.boft_s'],
      /PEFT/,
    ],
    [
      'a checkpoint',
      'whole-weights',
      ['model.diffusion_model.input_blocks.0.0.weight', 'model.diffusion_model.input_blocks.0.0.bias'],
      /whole weights/,
    ],
    ['a VAE', 'whole-weights', ['first_stage_model.decoder.conv_in.weight'], /whole weights/],
    ['nothing', 'no-tensors', [], /no tensors/],
    ['something else', 'not-an-adapter', ['foo', 'bar'], /"foo"/],
  ]
  it.each(files)('%s', async (_, code, names, sentence) => {
    const file = headerFile(new Map(names.map((name) => [name, { dtype: 'f32', shape: [4, 64] }])))
    const { otherKind, family } = recogniseAdapter(file)
    expect(otherKind?.code).toBe(`adapter/${code}`)
    expect(otherKind?.message).toMatch(sentence)
    expect(otherKind?.hint).toMatch(/^[A-Z].+\.$/)
    expect(family).toBeNull()
    await expect(readAdapter(file, bases.sd1)).rejects.toMatchObject({ code: `adapter/${code}` })
  })

  it('Flux beside a text encoder of ours', () => {
    const tensors = madeUpShapes({ base: bases.sdxl, modules: (component) => component === 'text_encoder' })
    for (const name of lora('lora_unet_single_blocks_3_linear1'))
      tensors.set(name, { dtype: 'f32', shape: [4, 3072] })
    expect(recogniseAdapter({ tensors, metadata: new Map() }).otherKind?.message).toContain('Flux')
  })

  it('a stray name of another model does not spoil an adapter of ours', () => {
    const tensors = madeUpShapes({ base: bases.sd1 })
    tensors.set('lora_unet_double_blocks_0_img_attn_qkv.alpha', { dtype: 'f32', shape: [] })
    expect(recogniseAdapter({ tensors, metadata: new Map() }).family?.id).toBe('sd1')
  })

  it('the refiner', () => {
    const stem = 'lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k'
    const tensors = new Map([
      [`${stem}.lora_down.weight`, { shape: [4, 1280] }],
      [`${stem}.lora_up.weight`, { shape: [768, 4] }],
    ])
    expect(recogniseAdapter({ tensors, metadata: new Map() }).otherKind?.message).toContain('refiner')
  })
})

it('3,000 names take less than 100 ms once the tables are made', () => {
  const table = { tensors: madeUpShapes({ base: bases.sdxl }), metadata: new Map<string, string>() }
  recogniseAdapter(table)
  const times = Array.from({ length: 5 }, () => {
    const start = threadMs()
    recogniseAdapter(table)
    return threadMs() - start
  })
  // Twice the promise: a processor that others use, too, is slower.
  expect(Math.min(...times)).toBeLessThan(200)
})
