import { describe, expect, it } from 'vitest'
import { idleFields } from '../../../../src-main/contract/recipe-rules.ts'
import { readRecipe, type Recipe } from '../../../../src-main/contract/recipe.ts'
import { importKohya } from '../../../../src-main/training/import/kohya.ts'

type Imported = ReturnType<typeof importKohya>

/** As the form saves it: empty fields are “” or 0. */
const form = (more: Readonly<Record<string, unknown>>): Imported =>
  importKohya(
    JSON.stringify({
      LoRA_type: 'Standard',
      pretrained_model_name_or_path: 'b',
      train_data_dir: 'p',
      reg_data_dir: '',
      lr_scheduler_args: '',
      seed: 0,
      ...more,
    }),
  )
const recipeOf = (more: Readonly<Record<string, unknown>>): Recipe => readRecipe(form(more).recipe)
const left = ({ notCarried }: Imported): string[] => notCarried.map(({ setting }) => setting).sort()

it('becomes a recipe; what the form does not hand on is not mentioned', () => {
  const imported = form({
    LoRA_type: 'Kohya LoCon',
    max_resolution: '512,640',
    network_dim: 8,
    network_alpha: 4,
    conv_dim: 4,
    conv_alpha: 1,
    unet_lr: 0.0002,
    text_encoder_lr: 0,
    optimizer: 'Prodigy',
    optimizer_args: 'd_coef=0.5 safeguard_warmup=True',
    lr_warmup: 10,
    max_train_steps: '1600',
    epoch: 10,
    min_snr_gamma: 0,
    noise_offset: '0.05',
    weighted_captions: false,
    block_dims: '',
    save_precision: 'fp16',
    stop_text_encoder_training: 0,
    scale_weight_norms: 1,
    LyCORIS_preset: 'attn-only',
    factor: 7,
    flux1_cache_text_encoder_outputs: true,
    t5xxl_lr: 0,
  })
  expect(readRecipe(imported.recipe)).toMatchObject({
    adapter: { kind: 'locon', layers: 'transformer', rank: 8, alpha: 4, convRank: 4, convAlpha: 1 },
    data: { width: 512, height: 640 },
    unet: { train: true, learningRate: 0.0002 },
    textEncoder: { train: false },
    optimizer: { kind: 'prodigy', coefficient: 0.5, safeguardWarmup: true, weightDecay: 0 },
    schedule: { kind: 'cosine', warmupSteps: 0, warmupShare: 0.1 },
    steps: 1600,
    epochs: null,
    objective: { minSnrGamma: null, noiseOffset: 0.05 },
    save: { type: 'f16' },
  })
  expect(left(imported)).toEqual(['epoch', 'scale_weight_norms'])
})

it('what is not written is as the form shows it', () => {
  const recipe = recipeOf({})
  expect(recipe).toMatchObject({
    adapter: { kind: 'lora', rank: 8, alpha: 1, convRank: null },
    unet: { train: true, learningRate: 1e-4 },
    textEncoder: { train: true, learningRate: 1e-4 },
    data: { width: 512, height: 512, buckets: { on: true, noUpscale: true } },
    captions: { extension: '.txt' },
    optimizer: { kind: 'adamw' },
    schedule: { kind: 'cosine', warmupShare: 0.1 },
    steps: 1600,
    save: { everyEpochs: 1, type: 'f16' },
  })
  expect(idleFields(recipe)).toEqual([])
  expect(left(form({}))).toEqual([])
})

describe('rates', () => {
  const trained = (unet: number, text: number): object => {
    const recipe = recipeOf({ learning_rate: 3e-4, unet_lr: unet, text_encoder_lr: text })
    return { unet: recipe.unet, text: recipe.textEncoder }
  }
  it('of 0 leave a network out', () => {
    expect(trained(0, 5e-5)).toMatchObject({
      unet: { train: false },
      text: { train: true, learningRate: 5e-5 },
    })
    expect(trained(1e-4, 0)).toMatchObject({
      unet: { train: true, learningRate: 1e-4 },
      text: { train: false },
    })
  })
  it('both 0 are the general one', () => {
    expect(trained(0, 0)).toMatchObject({
      unet: { train: true, learningRate: 3e-4 },
      text: { train: true, learningRate: 3e-4 },
    })
  })
})

describe('the length', () => {
  it('is in epochs where there are no steps', () => {
    for (const steps of ['', 0, '0'])
      expect(recipeOf({ epoch: 4, max_train_steps: steps })).toMatchObject({ epochs: 4, steps: null })
    expect(recipeOf({ epoch: 4 })).toMatchObject({ epochs: 4, steps: null })
  })
  it('steps come before the form’s epochs, and most epochs before steps', () => {
    expect(left(form({ epoch: 4, max_train_steps: 70 }))).toEqual(['epoch'])
    expect(recipeOf({ epoch: 4, max_train_steps: 70 })).toMatchObject({ steps: 70, epochs: null })
    expect(recipeOf({ epoch: 4, max_train_steps: 70, max_train_epochs: 9 })).toMatchObject({
      steps: null,
      epochs: 9,
    })
  })
})

describe('the warm-up', () => {
  const warmUp = (more: object): object =>
    recipeOf({ lr_scheduler: 'cosine', epoch: 10, max_train_steps: 0, ...more }).schedule
  it('is a share of the run, however long that is', () => {
    expect(warmUp({ lr_warmup: 40 })).toMatchObject({ warmupSteps: 0, warmupShare: 0.4 })
    expect(warmUp({ lr_warmup: '10' })).toMatchObject({ warmupShare: 0.1 })
    expect(warmUp({ lr_warmup: 0 })).toMatchObject({ warmupSteps: 0, warmupShare: 0 })
  })
  it('or steps, which come first', () => {
    expect(warmUp({ lr_warmup: 10, lr_warmup_steps: 70 })).toMatchObject({ warmupSteps: 70, warmupShare: 0 })
  })
  it('is left out where the rate is constant', () => {
    expect(warmUp({ lr_scheduler: 'constant', lr_warmup: 10 })).toMatchObject({
      warmupSteps: 0,
      warmupShare: 0,
    })
  })
})

describe('optimizer_args', () => {
  const base = {
    network_dim: 8,
    network_alpha: 4,
    optimizer: 'Prodigy',
    learning_rate: 1,
    max_train_steps: 10,
  }
  it.each([
    ['use_bias_correction=True weight_decay=0.5 d_coef=0.65 "betas=(0.9, 0.901)"', 0.901, 0.5],
    ['decouple=True weight_decay=0.01 betas=(0.9, 0.99)', 0.99, 0.01],
    ['"weight_decay=0.05" "betas=0.9,0.95"', 0.95, 0.05],
    ['weight_decay=0.1 betas=.9,.99', 0.99, 0.1],
  ])('%s', (given, beta2, weightDecay) => {
    const imported = form({ ...base, optimizer_args: given })
    expect(readRecipe(imported.recipe).optimizer).toMatchObject({
      kind: 'prodigy',
      beta1: 0.9,
      beta2,
      weightDecay,
    })
    expect(left(imported)).toEqual([])
  })
})

describe('the kind of adapter', () => {
  it.each([
    [
      'LyCORIS/LoKr',
      { network_dim: 100000, conv_dim: 100000, factor: 6 },
      { kind: 'lokr', fullMatrix: true, layers: 'full' },
    ],
    ['LyCORIS/LoHa', { network_dim: 4, conv_dim: 2 }, { kind: 'loha', rank: 4, convRank: 2, layers: 'full' }],
    ['LyCORIS/LoCon', { network_dim: 4, conv_dim: 0, use_tucker: true }, { kind: 'lora', convRank: null }],
    [
      'LyCORIS/LoCon',
      { LyCORIS_preset: 'attn-mlp', network_dim: 4 },
      { kind: 'lora', layers: 'transformer' },
    ],
    ['LoCon', { network_dim: 4, conv_dim: 8 }, { kind: 'locon', convRank: 8, convAlpha: 1 }],
    ['Kohya LoKr', { network_dim: 4, conv_dim: 0 }, { kind: 'lokr', layers: 'transformer', convRank: null }],
    [
      'Standard',
      { conv_dim: 8, factor: 4, dora_wd: true },
      { kind: 'lora', convRank: null, factor: -1, dora: false },
    ],
  ])('%s', (type, more, adapter) => {
    const imported = form({ LoRA_type: type, network_alpha: 1, ...more })
    expect(readRecipe(imported.recipe).adapter).toMatchObject(adapter)
    expect(idleFields(readRecipe(imported.recipe))).toEqual([])
  })

  it('another one is named', () => {
    const { notCarried } = form({ LoRA_type: 'LyCORIS/iA3', train_on_input: true, unit: 2 })
    expect(notCarried).toMatchObject([
      { setting: 'LoRA_type', value: 'LyCORIS/iA3', why: { code: 'import/other-kind' } },
    ])
  })
})

it('noise is of one kind, and fields of the other do nothing there', () => {
  const multires = form({
    noise_offset_type: 'Multires',
    noise_offset: 0.1,
    multires_noise_iterations: 6,
    multires_noise_discount: 0.2,
  })
  expect(readRecipe(multires.recipe).objective.noiseOffset).toBe(0)
  expect(left(multires)).toEqual(['multires_noise_discount', 'multires_noise_iterations'])
  const plain = form({ noise_offset_type: 'Original', noise_offset: 0.1, multires_noise_iterations: 6 })
  expect(readRecipe(plain.recipe).objective.noiseOffset).toBe(0.1)
  expect(left(plain)).toEqual([])
})

it('what is typed into "additional parameters" counts, too', () => {
  const imported = form({
    additional_parameters:
      '--max_train_epochs=3 --flip_aug --lr_scheduler_type "CosineAnnealingLR" --lr_scheduler_args "T_max=10"',
  })
  expect(readRecipe(imported.recipe)).toMatchObject({ epochs: 3, data: { flip: true } })
  expect(left(imported)).toEqual(['lr_scheduler_args', 'lr_scheduler_type'])
})
