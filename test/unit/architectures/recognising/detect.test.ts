import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  defaultSize,
  detectCheckpoint,
  modelOf,
  refineDetection,
} from '../../../../src-main/architectures/recognising/detect.ts'
import type { TensorTable } from '../../../../src-main/architectures/recognising/tensor-table.ts'
import { AppError } from '../../../../src-main/base/errors.ts'
import { remark } from '../../../../src-main/messages/table.ts'
import {
  folder,
  madeUpTable,
  singleFile,
  without,
  type MutableTable,
} from '../../../support/made-up-table.ts'
import { inEnglish, said } from '../../../support/said.ts'
import { published, type Sizes, sizesOfModel, unetOf } from '../../../support/families.ts'

const fileOf = (architecture: 'sd1' | 'sd2' | 'sdxl', layouts = singleFile[architecture] as typeof folder) =>
  madeUpTable(published[architecture], layouts)

function errorOf(run: () => unknown): AppError {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const tableOf = (...names: string[]): TensorTable => ({
  tensors: new Map(names.map((name) => [name, { dtype: 'f16', shape: [8, 8] } as const])),
  metadata: new Map(),
})

describe('a complete checkpoint', () => {
  it.each(['sd1', 'sd2', 'sdxl'] as const)('%s as a single file has the published sizes', (architecture) => {
    const detection = detectCheckpoint(fileOf(architecture))
    expect(detection.problem).toBeNull()
    expect(detection.architecture).toBe(architecture)
    expect(detection.variant).toBe('base')
    expect(sizesOfModel(modelOf(detection))).toEqual(published[architecture])
    expect(detection.precision).toBe('fp16')
    expect(detection.tensors.leftovers).toEqual([])
    expect(detection.hasVae).toBe(true)
  })

  it.each(['sd1', 'sd2', 'sdxl'] as const)('%s as a diffusers folder has them too', (architecture) => {
    const detection = detectCheckpoint(fileOf(architecture, folder))
    expect(detection.architecture).toBe(architecture)
    expect(sizesOfModel(modelOf(detection))).toEqual(published[architecture])
    expect(detection.tensors.leftovers).toEqual([])
  })

  it('counts parameters by component', () => {
    const { parameterCounts } = detectCheckpoint(fileOf('sdxl')).tensors
    expect(Object.fromEntries(parameterCounts)).toEqual({
      unet: 2_567_463_684,
      text_encoder: 123_060_480,
      text_encoder_2: 694_659_840,
      vae: 83_653_863,
    })
  })

  it('SSD-1B: depths are read per level, and a middle without a transformer is built without one', () => {
    const { unet, ...rest } = published.sdxl
    const model: Sizes = {
      ...rest,
      unet: {
        ...unet,
        downDepths: [
          [0, 0],
          [2, 2],
          [4, 4],
        ],
        upDepths: [
          [4, 4, 10],
          [2, 1, 1],
          [0, 0, 0],
        ],
        middle: { resnets: 1, depth: null },
      },
    }
    const detection = detectCheckpoint(madeUpTable(model, singleFile.sdxl))
    expect(sizesOfModel(modelOf(detection))).toEqual(model)
  })

  it('the demo model is an SD 1 of 128 × 128', () => {
    const file = readFileSync(join(import.meta.dirname, '../../../../models/emoji-diffusion-128.safetensors'))
    const header = JSON.parse(file.toString('utf8', 8, 8 + Number(file.readBigUInt64LE(0)))) as Record<
      string,
      { dtype: string; shape: number[] }
    >
    const { __metadata__: metadata, ...tensors } = header
    const detection = detectCheckpoint({
      tensors: new Map(
        Object.entries(tensors).map(([name, { dtype, shape }]) => [
          name,
          { dtype: dtype === 'I64' ? 'i64' : dtype === 'F32' ? 'f32' : 'f16', shape },
        ]),
      ),
      metadata: new Map(Object.entries(metadata as unknown as Record<string, string>)),
    })
    expect(detection.problem).toBeNull()
    expect(inEnglish(detection.label)).toBe('SD 1.5')
    expect(detection.predictionType).toBe('epsilon')
    expect(defaultSize(detection)).toEqual({ width: 128, height: 128 })
    expect(detection.tensors).toMatchObject({ leftovers: [], clutterCount: 3, emaCount: 0 })
    expect(unetOf(modelOf(detection))).toMatchObject({ channels: [64, 128, 128], contextWidth: 128 })
    expect(modelOf(detection).vae).toMatchObject({ channels: [32, 64, 96, 96], decoderLayers: 2 })
  })
})

describe('layouts', () => {
  it('old SD 1 files without the text_model level', () => {
    const old = fileOf('sd1')
    for (const [name, entry] of [...old.tensors]) {
      if (!name.includes('.text_model.')) continue
      old.tensors.delete(name)
      old.tensors.set(name.replace('.text_model.', '.'), entry)
    }
    expect(sizesOfModel(modelOf(detectCheckpoint(old)))).toEqual(published.sd1)
  })

  it('a second text encoder in Hugging Face names inside a single file', () => {
    const layouts = {
      ...singleFile.sdxl,
      text_encoder_2: { style: 'canonical', prefix: 'conditioner.embedders.1.transformer.' } as const,
    }
    expect(sizesOfModel(modelOf(detectCheckpoint(madeUpTable(published.sdxl, layouts))))).toEqual(
      published.sdxl,
    )
  })

  it('old diffusers names of the VAE attention', () => {
    const table = fileOf('sd1', folder)
    const old = { to_q: 'query', to_k: 'key', to_v: 'value', 'to_out.0': 'proj_attn' }
    for (const [name, entry] of [...table.tensors]) {
      const renamed = Object.entries(old).find(
        ([now]) => name.startsWith('vae.') && name.includes(`.${now}.`),
      )
      if (renamed === undefined) continue
      table.tensors.delete(name)
      table.tensors.set(name.replace(...renamed), entry)
    }
    expect(detectCheckpoint(table).problem).toBeNull()
  })

  it('SD 2 keeps 23 of OpenCLIP’s 24 blocks, and counts the last as clutter', () => {
    const table = fileOf('sd2')
    for (const [name, entry] of [...table.tensors]) {
      if (name.includes('resblocks.22.')) table.tensors.set(name.replace('.22.', '.23.'), entry)
    }
    const detection = detectCheckpoint(table)
    expect(modelOf(detection).textEncoders[0]?.layers).toBe(23)
    expect(detection.tensors.leftovers).toEqual([])
    expect(detection.tensors.clutterCount).toBe(12)
  })

  it('SD 2 in Hugging Face names with all 24 blocks still uses 23', () => {
    const table = fileOf('sd2', folder)
    for (const [name, entry] of [...table.tensors]) {
      if (name.includes('encoder.layers.22.')) table.tensors.set(name.replace('.22.', '.23.'), entry)
    }
    expect(modelOf(detectCheckpoint(table)).textEncoders[0]?.layers).toBe(23)
  })

  it('SD-Turbo: an SD 2 in the layout of generative-models', () => {
    const layouts = {
      ...singleFile.sd2,
      text_encoder: { style: 'single', prefix: 'conditioner.embedders.0.model.' } as const,
    }
    const detection = detectCheckpoint(madeUpTable(published.sd2, layouts))
    expect(detection).toMatchObject({ architecture: 'sd2', variant: 'base', problem: null })
  })

  it('linear projections stored as 1×1 convolutions', () => {
    const table = fileOf('sd2')
    for (const [name, { dtype, shape }] of [...table.tensors]) {
      if (/proj_(in|out)\.weight$/.test(name) && name.startsWith('model.'))
        table.tensors.set(name, { dtype, shape: [...shape, 1, 1] })
    }
    expect(unetOf(modelOf(detectCheckpoint(table))).linearProjection).toBe(true)
  })
})

describe('what is in the file besides', () => {
  it('counts EMA copies and clutter, and names leftovers', () => {
    const table = fileOf('sd1')
    const extra = [
      'model_ema.diffusion_modelinput_blocks00weight',
      'model_ema.decay',
      'alphas_cumprod',
      'cond_stage_model.transformer.text_model.embeddings.position_ids',
      'first_stage_model.loss.perceptual_loss.weight',
      'somebody.was.here',
    ]
    for (const name of extra) table.tensors.set(name, { dtype: 'f32', shape: [1] })
    expect(detectCheckpoint(table)).toMatchObject({
      problem: null,
      tensors: { emaCount: 2, clutterCount: 3, leftovers: ['somebody.was.here'] },
    })
    const why = detectCheckpoint(table).why.map(inEnglish)
    expect(why).toContain('Nothing uses somebody.was.here of its tensors.')
  })

  it('a checkpoint without a VAE says so', () => {
    const detection = detectCheckpoint(without(fileOf('sd1'), /^first_stage_model\./))
    expect(detection.problem).toBeNull()
    expect(detection.hasVae).toBe(false)
    expect(modelOf(detection).vae).toBeNull()
    expect(detection.why).toContainEqual(remark('recognition/no-vae'))
  })

  it('names mixed precisions', () => {
    const table = fileOf('sd1')
    let changed = 0
    for (const [name, { shape }] of table.tensors) {
      if (name.includes('attn') && changed++ < 200) table.tensors.set(name, { dtype: 'f32', shape })
    }
    expect(detectCheckpoint(table).precision).toBe('fp16, fp32')
  })
})

describe('prediction type', () => {
  it.each([
    ['the metadata', 'modelspec.prediction_type', 'v', 'v'],
    ['the metadata', 'modelspec.prediction_type', 'epsilon', 'epsilon'],
    ['the trainer', 'ss_base_model_version', 'sd_v1_v', 'v'],
  ] as const)('%s says %s = %s', (_, key, value, type) => {
    const table = fileOf('sd1')
    table.metadata.set(key, value)
    const { prediction } = detectCheckpoint(table)
    expect(prediction).toMatchObject({ type, source: 'metadata' })
    expect(prediction.why).toEqual(remark('prediction/metadata', { prediction: type, key }))
  })

  it('tensors mark SDXL models for velocity and zero terminal SNR', () => {
    const table = fileOf('sdxl')
    table.tensors.set('v_pred', { dtype: 'f32', shape: [0] })
    table.tensors.set('ztsnr', { dtype: 'f32', shape: [0] })
    expect(detectCheckpoint(table)).toMatchObject({
      predictionType: 'v',
      prediction: { source: 'tensor' },
      zeroTerminalSnr: true,
      tensors: { leftovers: [] },
    })
  })

  it('the .yaml beside the file, and the user before all', () => {
    const table = fileOf('sd1')
    table.metadata.set('modelspec.prediction_type', 'epsilon')
    const sidecarYaml = 'model:\n  params:\n    parameterization: "v"\n'
    expect(detectCheckpoint(table, { sidecarYaml }).prediction).toMatchObject({
      type: 'v',
      source: 'sidecar',
    })
    expect(detectCheckpoint(table, { sidecarYaml, predictionType: 'epsilon' }).prediction).toMatchObject({
      type: 'epsilon',
      source: 'user',
    })
  })

  it('SD 2 is decided by how far a bias spreads', async () => {
    const assumed = detectCheckpoint(fileOf('sd2'))
    expect(assumed.prediction.source).toBe('assumed')
    const asked: string[] = []
    const bias = (deviation: number) => (name: string) => {
      asked.push(name)
      return Promise.resolve(Float32Array.of(1 - deviation, 1 + deviation))
    }
    const v = await refineDetection(assumed, bias(0.1))
    expect(v).toMatchObject({ predictionType: 'v', prediction: { source: 'values' } })
    expect(v.why).toContain(v.prediction.why)
    expect(v.why).not.toContain(assumed.prediction.why)
    expect(defaultSize(v)).toEqual({ width: 768, height: 768 })
    const epsilon = await refineDetection(assumed, bias(0.05))
    expect(epsilon.predictionType).toBe('epsilon')
    expect(defaultSize(epsilon)).toEqual({ width: 512, height: 512 })
    expect(new Set(asked)).toEqual(
      new Set(['model.diffusion_model.output_blocks.11.1.transformer_blocks.0.norm1.bias']),
    )
  })

  it('values are not asked for when something is known', async () => {
    const table = fileOf('sd2')
    table.metadata.set('modelspec.prediction_type', 'epsilon')
    const detection = detectCheckpoint(table)
    const refined = await refineDetection(detection, () => Promise.reject(new Error('read')))
    expect(refined).toBe(detection)
  })
})

describe('default size', () => {
  it.each([
    ['sd1', 512],
    ['sdxl', 1024],
  ] as const)('%s: %d', (architecture, side) => {
    expect(defaultSize(detectCheckpoint(fileOf(architecture)))).toEqual({ width: side, height: side })
  })

  it.each([
    ['832x1216', 832, 1216],
    ['500x500', 512, 512],
    ['8x8', 512, 512],
    ['big', 512, 512],
  ])('modelspec.resolution %s', (resolution, width, height) => {
    const table = fileOf('sd1')
    table.metadata.set('modelspec.resolution', resolution)
    expect(defaultSize(detectCheckpoint(table))).toEqual({ width, height })
  })
})

describe('relatives that cannot make a picture from text', () => {
  const withConvIn = (table: MutableTable, channels: number): MutableTable => {
    table.tensors.set('model.diffusion_model.input_blocks.0.0.weight', {
      dtype: 'f16',
      shape: [320, channels, 3, 3],
    })
    return table
  }
  const refused: [string, MutableTable, string, string][] = [
    ['inpainting', withConvIn(fileOf('sd1'), 9), 'sd1', 'SD 1.5 inpainting'],
    ['inpainting', withConvIn(fileOf('sdxl'), 9), 'sdxl', 'SDXL inpainting'],
    ['instruct-pix2pix', withConvIn(fileOf('sd1'), 8), 'sd1', 'SD 1.5 InstructPix2Pix'],
    ['depth', withConvIn(fileOf('sd2'), 5), 'sd2', 'SD 2 depth'],
    ['upscaler', withConvIn(fileOf('sd2'), 7), 'sd2', 'SD 2 upscaler'],
    ['unknown', withConvIn(fileOf('sd1'), 6), 'sd1', 'SD 1.5 of an unknown variant'],
    ['refiner', refiner(), 'sdxl', 'SDXL refiner'],
    ['unclip', unclip(), 'sd2', 'SD 2 unCLIP'],
    ['edm', playground(), 'sdxl', 'SDXL EDM'],
    [
      'guided',
      withGuidance(fileOf('sd1'), 'model.diffusion_model.time_embed'),
      'sd1',
      'SD 1.5 with embedded guidance',
    ],
    [
      'guided',
      withGuidance(fileOf('sdxl', folder), 'unet.time_embedding'),
      'sdxl',
      'SDXL with embedded guidance',
    ],
  ]
  it.each(refused)('%s', (variant, table, architecture, label) => {
    const detection = detectCheckpoint(table)
    expect(detection).toMatchObject({ architecture, variant, model: null })
    expect(inEnglish(detection.label)).toBe(label)
    expect(detection.problem).toMatchObject({ code: 'checkpoint/unsupported-variant', facts: { variant } })
    expect(said(detection.problem).hint).toMatch(/^Choose .+\.$/)
    expect(errorOf(() => modelOf(detection)).code).toBe('checkpoint/unsupported-variant')
  })

  function refiner(): MutableTable {
    const sdxl = published.sdxl
    const encoder = sdxl.textEncoders[1]
    if (encoder === undefined) throw new Error('SDXL has two')
    const unet = {
      ...sdxl.unet,
      channels: [384, 768, 1536, 1536],
      downDepths: [
        [0, 0],
        [4, 4],
        [4, 4],
        [0, 0],
      ],
      upDepths: [
        [0, 0, 0],
        [4, 4, 4],
        [4, 4, 4],
        [0, 0, 0],
      ],
      contextWidth: 1280,
      added: { pooledWidth: 1280, idCount: 5, idWidth: 256 },
    }
    return madeUpTable(
      { unet, textEncoders: [encoder], vae: sdxl.vae },
      { ...singleFile.sdxl, text_encoder_2: { style: 'single', prefix: 'conditioner.embedders.0.model.' } },
    )
  }
  function unclip(): MutableTable {
    const sd2 = published.sd2
    const added = { pooledWidth: 1024, idCount: 2, idWidth: 512 }
    return madeUpTable({ ...sd2, unet: { ...sd2.unet, added } }, singleFile.sd2)
  }
  it('a folder whose scheduler is of EDM', () => {
    const table = fileOf('sdxl', folder)
    table.metadata.set('scheduler/scheduler_config.json', '{"_class_name": "EDMDPMSolverMultistepScheduler"}')
    expect(detectCheckpoint(table).variant).toBe('edm')
  })

  function withGuidance(table: MutableTable, embedding: string): MutableTable {
    table.tensors.set(`${embedding}.cond_proj.weight`, { dtype: 'f16', shape: [320, 256] })
    return table
  }
  function playground(): MutableTable {
    const table = fileOf('sdxl')
    for (const name of ['edm_mean', 'edm_std']) table.tensors.set(name, { dtype: 'f32', shape: [4] })
    return table
  }
})

describe('files that are something else', () => {
  it.each([
    ['Flux', 'model.diffusion_model.double_blocks.0.img_attn.norm.key_norm.scale'],
    ['Chroma', 'distilled_guidance_layer.layers.0.in_layer.weight'],
    ['Stable Diffusion 3', 'model.diffusion_model.joint_blocks.0.context_block.attn.qkv.weight'],
    ['Stable Cascade', 'clip_txt_mapper.weight'],
  ])('%s is another family', (name, tensor) => {
    const error = errorOf(() => detectCheckpoint(tableOf(tensor)))
    expect(error.code).toBe('checkpoint/wrong-architecture')
    expect(error.message).toContain(name)
    expect(error.hint).toMatch(/^Choose .+ SDXL\b.*\.$/)
  })

  it('AltDiffusion has the UNet of SD 1 and another text encoder', () => {
    const table = without(fileOf('sd1'), /^cond_stage_model/)
    table.tensors.set('cond_stage_model.roberta.embeddings.word_embeddings.weight', {
      dtype: 'f16',
      shape: [250002, 1024],
    })
    expect(errorOf(() => detectCheckpoint(table)).message).toContain('AltDiffusion')
  })

  it.each([
    ['an adapter', 'lora_unet_down_blocks_0_attentions_0_proj_in.lora_up.weight'],
    ['an adapter', 'transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight'],
    ['an adapter', 'lora_unet_mid_block_attentions_0_proj_in.hada_w1_a'],
    ['a textual inversion', 'emb_params'],
    ['a textual inversion', 'clip_g'],
    ['a ControlNet', 'control_model.input_hint_block.0.weight'],
    ['a VAE', 'first_stage_model.decoder.mid.block_1.conv1.weight'],
    ['a text encoder', 'text_model.encoder.layers.0.mlp.fc1.weight'],
    ['an upscaler', 'model.1.sub.0.RDB1.conv1.0.weight'],
    ['no network of SD 1.5, SD 2 or SDXL', 'bert.pooler.dense.weight'],
    ['no network of SD 1.5, SD 2 or SDXL', '__proto__'],
  ])('%s: %s', (what, tensor) => {
    const error = errorOf(() => detectCheckpoint(tableOf(tensor)))
    expect(error.code).toBe('checkpoint/not-a-checkpoint')
    expect(error.message).toContain(what)
  })

  it('an empty file', () => {
    expect(errorOf(() => detectCheckpoint(tableOf())).message).toBe('This file holds no tensors.')
  })

  it('a UNet alone names what is missing', () => {
    const detection = detectCheckpoint(without(fileOf('sdxl'), /^conditioner|^first_stage/))
    expect(detection.architecture).toBe('sdxl')
    expect(detection.problem).toMatchObject({ code: 'checkpoint/missing-encoders' })
    expect(said(detection.problem).message).toContain('text encoders are missing')
  })

  it('text of the wrong width', () => {
    const { unet, vae } = published.sd1
    const { textEncoders } = published.sd2
    const detection = detectCheckpoint(madeUpTable({ unet, textEncoders, vae }, singleFile.sd2))
    expect(detection.problem).toMatchObject({ code: 'checkpoint/text-of-other-width' })
  })
})

describe('damaged checkpoints', () => {
  it('names a few missing tensors and counts the rest', () => {
    const detection = detectCheckpoint(without(fileOf('sd1'), /attn2\.to_v/))
    expect(detection.problem).toMatchObject({ code: 'checkpoint/missing-tensors', details: { count: 16 } })
    expect(said(detection.problem).message).toMatch(
      /input_blocks\.1\.1\..*attn2\.to_v\.weight.* and 13 more are missing/,
    )
  })

  it('a tensor whose absence would make another network is not silently left out', () => {
    const gone = 'input_blocks.1.1.transformer_blocks.0.norm1.weight'
    const detection = detectCheckpoint(without(fileOf('sd1'), new RegExp(gone)))
    expect(detection.problem?.code).toBe('checkpoint/unplaced-tensors')
  })

  it.each([
    ['sd1', 'model.diffusion_model.encoder_hid_proj.weight'],
    ['sd1', 'model.diffusion_model.class_embedding.linear_1.weight'],
    ['sdxl', 'model.diffusion_model.something.new.weight'],
  ] as const)('of %s, what else the UNet is told is not left out: %s', (architecture, name) => {
    const table = fileOf(architecture)
    table.tensors.set(name, { dtype: 'f16', shape: [320, 320] })
    const { problem } = detectCheckpoint(table)
    expect(problem).toMatchObject({ code: 'checkpoint/unplaced-tensors', details: { unplaced: [name] } })
    expect(said(problem).message).toContain(name)
  })

  it('SDXL without its first text encoder is not taken for the refiner', () => {
    const withoutFirst = without(fileOf('sdxl'), /^conditioner\.embedders\.0/)
    for (const table of [withoutFirst, without(fileOf('sdxl', folder), /^text_encoder\./)]) {
      const detection = detectCheckpoint(table)
      expect(detection).toMatchObject({ architecture: 'sdxl', variant: 'base' })
      expect(said(detection.problem).message).toContain('a text encoder is missing')
    }
  })

  it('a tensor of the wrong shape', () => {
    const table = fileOf('sd1')
    const name = 'model.diffusion_model.middle_block.0.in_layers.2.weight'
    table.tensors.set(name, { dtype: 'f16', shape: [1280, 640, 3, 3] })
    expect(detectCheckpoint(table).problem).toMatchObject({
      code: 'checkpoint/wrong-shape',
      facts: { found: [1280, 640, 3, 3], wanted: [1280, 1280, 3, 3] },
    })
  })

  it('quantised weights', () => {
    const table = fileOf('sd1')
    const name = 'model.diffusion_model.middle_block.0.in_layers.2.weight'
    table.tensors.set(name, { dtype: 'i8', shape: [1280, 1280, 3, 3] })
    expect(detectCheckpoint(table).problem?.code).toBe('tensor/quantized')
  })

  it('the scale of a weight that the network does not have', () => {
    const table = fileOf('sd1')
    const name = 'model.diffusion_model.middle_block.0.in_layers.9.scale_weight'
    table.tensors.set(name, { dtype: 'f32', shape: [1] })
    expect(detectCheckpoint(table).problem?.code).toBe('checkpoint/unplaced-tensors')
  })

  it('channels that fall into no groups', () => {
    const table = fileOf('sd1')
    for (const [name, { dtype, shape }] of [...table.tensors])
      table.tensors.set(name, { dtype, shape: shape.map((extent) => (extent === 320 ? 40 : extent)) })
    expect(errorOf(() => detectCheckpoint(table)).code).toBe('checkpoint/unusual-sizes')
  })
})
