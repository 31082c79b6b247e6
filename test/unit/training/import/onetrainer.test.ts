import { describe, expect, it } from 'vitest'
import { idleFields } from '../../../../src-main/contract/recipe-rules.ts'
import { readRecipe, type Recipe } from '../../../../src-main/contract/recipe.ts'
import { importOneTrainer } from '../../../../src-main/training/import/onetrainer.ts'
import { expectNear } from '../../../support/close.ts'
import { tolerances } from '../../../support/tolerances.ts'

type Imported = ReturnType<typeof importOneTrainer>
type Fields = Readonly<Record<string, unknown>>

const open = (configuration: unknown): Imported => importOneTrainer(JSON.stringify(configuration))

/** What its own presets hold, and more. */
const preset = (more: Fields = {}): Imported =>
  open({
    training_method: 'LORA',
    model_type: 'STABLE_DIFFUSION_15',
    base_model_name: 'b',
    layer_filter_preset: 'attn-mlp',
    concepts: [{ path: 'p' }],
    text_encoder: { stop_training_after_unit: 'NEVER' },
    ...more,
  })
const xl = (more: Fields): Imported =>
  preset({
    model_type: 'STABLE_DIFFUSION_XL_10_BASE',
    text_encoder: { train: false },
    text_encoder_2: { train: false },
    ...more,
  })
const recipeOf = (more?: Fields): Recipe => readRecipe(preset(more).recipe)
const codes = ({ notCarried }: Imported): [string, string][] =>
  notCarried.map(({ setting, why: { code } }): [string, string] => [setting, code])

const configuration = {
  __version: 6,
  training_method: 'LORA',
  model_type: 'STABLE_DIFFUSION_15',
  workspace_dir: 'workspace/run',
  base_model_name: 'base.safetensors',
  concepts: [
    { name: 'off', path: 'off', enabled: false },
    {
      name: 'zwx',
      path: 'pictures',
      enabled: true,
      balancing: 4.0,
      balancing_strategy: 'REPEATS',
      image: { enable_random_flip: true, enable_crop_jitter: true, enable_random_hue: true },
      text: { enable_tag_shuffling: true, keep_tags_count: 1, tag_delimiter: ',' },
    },
    { name: 'more', path: 'more', enabled: true },
  ],
  learning_rate_scheduler: 'COSINE',
  learning_rate: 0.0003,
  learning_rate_warmup_steps: 200.0,
  epochs: 100,
  batch_size: 2,
  gradient_accumulation_steps: 2,
  ema: 'OFF',
  ema_decay: 0.999,
  train_dtype: 'FLOAT_16',
  resolution: '512',
  peft_type: 'LORA',
  lora_rank: 16,
  lora_alpha: 1.0,
  lora_decompose: true,
  lora_decompose_output_axis: true,
  lora_layer_preset: 'attn-mlp',
  lokr_decompose_factor: 8,
  loss_weight_fn: 'MIN_SNR_GAMMA',
  loss_weight_strength: 5.0,
  offset_noise_weight: 0.05,
  min_noising_strength: 0.0,
  max_noising_strength: 0.9,
  huber_strength: 0.5,
  clip_grad_norm: 1.0,
  unet: { train: true, learning_rate: null, weight_dtype: 'FLOAT_32' },
  text_encoder: {
    train: true,
    learning_rate: 0.00005,
    stop_training_after: null,
    stop_training_after_unit: 'NEVER',
  },
  text_encoder_layer_skip: 1,
  optimizer: { optimizer: 'ADAMW', beta1: 0.9, beta2: 0.99, weight_decay: 0.02, nesterov: false, k: 5 },
  save_every: 10,
  save_every_unit: 'EPOCH',
  tomorrows_switch: false,
}

describe('OneTrainer', () => {
  const imported = open(configuration)
  it('becomes a recipe', () => {
    const recipe = readRecipe(imported.recipe)
    expect(recipe).toMatchObject({
      base: 'base.safetensors',
      clipSkip: 2,
      data: { folder: 'pictures', repeats: 4, flip: true, randomCrop: true, width: 512, height: 512 },
      captions: { shuffle: true, keepTokens: 1 },
      adapter: { kind: 'lora', layers: 'transformer', rank: 16, alpha: 1, dora: true },
      unet: { train: true, learningRate: 0.0003 },
      textEncoder: { train: true, learningRate: 0.00005 },
      optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.99, weightDecay: 0.02 },
      // Batches there, steps here.
      schedule: { kind: 'cosine', warmupSteps: 100, warmupShare: 0 },
      objective: { minSnrGamma: 5, noiseOffset: 0.05, firstTimestep: 0, lastTimestep: 899 },
      epochs: 100,
      batch: 2,
      accumulation: 2,
      emaDecay: null,
      save: { every: null, everyEpochs: 10, type: 'f32' },
    })
    expect(idleFields(recipe)).toEqual([])
  })
  it('names what was left behind and why, what bears on the adapter first', () => {
    expect(codes(imported)).toEqual([
      ['concepts', 'import/switched-off'],
      ['concepts', 'import/one-folder'],
      ['huber_strength', 'import/other-loss'],
      ['tomorrows_switch', 'import/unknown-setting'],
      ['concept.image.enable_random_hue', 'import/picture-changes'],
      ['__version', 'import/machine'],
      ['workspace_dir', 'import/machine'],
      ['train_dtype', 'import/machine'],
      ['unet.weight_dtype', 'import/machine'],
      ['concept.name', 'import/machine'],
    ])
  })
  it('another model is refused by name', () => {
    expect(() => open({ model_type: 'FLUX_DEV_1' })).toThrow(/FLUX_DEV_1/)
    expect(() => importOneTrainer('[]')).toThrow(expect.objectContaining({ code: 'import/not-onetrainer' }))
  })
  it('a fine-tuning of the whole model is named as such, also where it is only the default', () => {
    expect(codes(open({ training_method: 'FINE_TUNE' }))).toContainEqual([
      'training_method',
      'import/whole-model',
    ])
    expect(codes(open({ base_model_name: 'b' }))).toContainEqual(['training_method', 'import/whole-model'])
  })
})

describe('what is not written', () => {
  it('is as in OneTrainer', () => {
    const imported = preset()
    expect(readRecipe(imported.recipe)).toMatchObject({
      adapter: { kind: 'lora', rank: 16, alpha: 1 },
      unet: { train: true, learningRate: 3e-6 },
      textEncoder: { train: true, learningRate: 3e-6 },
      data: { width: 512, buckets: { on: true }, randomCrop: true },
      schedule: { kind: 'constant', warmupSteps: 200 },
      epochs: 100,
      clip: 1,
      save: { every: null, everyEpochs: null, type: 'f32' },
    })
    expect(codes(imported)).toEqual([])
  })

  it.each([
    ['ADAMW', { kind: 'adamw', weightDecay: 0.01 }],
    ['LION_8BIT', { kind: 'lion', weightDecay: 0, beta2: 0.999 }],
    ['PRODIGY', { kind: 'prodigy', weightDecay: 0 }],
    ['ADAFACTOR', { kind: 'adafactor', weightDecay: 0, relativeStep: false, scaleParameter: false }],
  ])('of the optimizer %s is its own', (name, optimizer) => {
    const imported = preset({ optimizer: { optimizer: name, beta1: null, eps: null } })
    expect(readRecipe(imported.recipe).optimizer).toMatchObject(optimizer)
    expect(codes(imported)).toEqual([])
  })

  it('means every layer, so convolutions too', () => {
    const all = { layer_filter_preset: undefined }
    expect(recipeOf(all).adapter).toMatchObject({ kind: 'locon', layers: 'full', convRank: null })
    expect(recipeOf({ ...all, peft_type: 'LOHA', lora_rank: 4 }).adapter).toMatchObject({
      kind: 'loha',
      convRank: 4,
    })
    expect(recipeOf({ ...all, peft_type: 'LOKR', lokr_dim: 6 }).adapter).toMatchObject({
      rank: 6,
      convRank: 6,
    })
    expect(recipeOf({ layer_filter_preset: 'attn-only' }).adapter.layers).toBe('attention')
    expect(recipeOf({ layer_filter_preset: 'custom', layer_filter: 'attentions' }).adapter.layers).toBe(
      'transformer',
    )
    const other = preset({ layer_filter_preset: 'custom', layer_filter: 'down_blocks.1' })
    expect(codes(other)).toEqual([
      ['layer_filter_preset', 'import/other-layers'],
      ['layer_filter', 'import/other-layers'],
    ])
  })

  it('and cannot be carried is named, too: its text encoder stops after 30 epochs, its DoRA measures inputs', () => {
    expect(codes(preset({ text_encoder: {} }))).toEqual([
      ['text_encoder.stop_training_after', 'import/part-of-run'],
    ])
    expect(codes(preset({ text_encoder: {}, epochs: 30 }))).toEqual([])
    expect(codes(preset({ text_encoder: { train: false } }))).toEqual([])
    expect(codes(preset({ lora_decompose: true }))).toEqual([
      ['lora_decompose_output_axis', 'import/dora-axis'],
    ])
    expect(codes(preset({ masked_training: true }))).toEqual([['unmasked_probability', 'import/mask-option']])
  })
})

describe('off, 0 and empty', () => {
  it('an encoder that is off is off, and the other one is not', () => {
    const second = readRecipe(xl({ text_encoder: { train: true, stop_training_after_unit: 'NEVER' } }).recipe)
    expect(second).toMatchObject({ textEncoder: { train: true }, textEncoder2: { train: false } })
    const first = xl({
      text_encoder_2: { train: true, learning_rate: 1e-5, stop_training_after_unit: 'NEVER' },
    })
    expect(readRecipe(first.recipe)).toMatchObject({
      textEncoder: { train: false },
      textEncoder2: { train: true, learningRate: 1e-5 },
    })
    expect(idleFields(readRecipe(first.recipe))).toEqual([])
    expect(codes(first)).toEqual([])
  })
  it('of a model with one text encoder nothing is said of a second', () => {
    expect(recipeOf({ text_encoder_2: { train: false } }).textEncoder2).toEqual({
      train: null,
      learningRate: null,
    })
  })
  it('a rate of 0 leaves its part out', () => {
    expect(recipeOf({ unet: { learning_rate: 0 } }).unet.train).toBe(false)
    expect(recipeOf({ unet: { train: false } }).unet.train).toBe(false)
  })
  it('an empty limit clips nothing', () => {
    expect(recipeOf({ clip_grad_norm: null }).clip).toBe(0)
    expect(recipeOf({ clip_grad_norm: 0.5 }).clip).toBe(0.5)
  })
  it('a switch that is off and that nobody here knows is named', () => {
    expect(codes(preset({ tomorrow: false, nothing: null, none: [] }))).toEqual([
      ['tomorrow', 'import/unknown-setting'],
    ])
  })
})

describe('shares and units', () => {
  it('a warm-up of 1 or less is a share of the run, of more a number of batches', () => {
    expect(recipeOf({ learning_rate_warmup_steps: 0.1 }).schedule).toMatchObject({
      warmupSteps: 0,
      warmupShare: 0.1,
    })
    expect(
      recipeOf({ learning_rate_warmup_steps: 41, gradient_accumulation_steps: 4 }).schedule,
    ).toMatchObject({
      warmupSteps: 10,
      warmupShare: 0,
    })
    expect(recipeOf({ learning_rate_warmup_steps: 0 }).schedule).toMatchObject({
      warmupSteps: 0,
      warmupShare: 0,
    })
  })
  it('a balance may be broken; a number of samples is not one of repeats', () => {
    const balanced = (concept: Fields): Imported => preset({ concepts: [{ path: 'p', ...concept }] })
    expect(readRecipe(balanced({ balancing: 2.5 }).recipe).data.repeats).toBe(2.5)
    expect(readRecipe(balanced({ repeats: 3 }).recipe).data.repeats).toBe(3)
    const samples = balanced({ balancing: 100, balancing_strategy: 'SAMPLES' })
    expect(codes(samples)).toEqual([['concept.balancing', 'import/samples-an-epoch']])
    expect(readRecipe(samples.recipe).data.repeats).toBe(1)
  })
  it('noise levels are shares whose upper end is left out', () => {
    const { objective } = recipeOf({ min_noising_strength: 0.1, max_noising_strength: 0.5 })
    expect(objective).toMatchObject({ firstTimestep: 100, lastTimestep: 499 })
  })
  it('rates grow with the root of what they are scaled by', () => {
    const scaled = recipeOf({ learning_rate: 1e-4, batch_size: 4, learning_rate_scaler: 'BATCH' })
    expectNear(scaled.unet.learningRate, 2e-4, tolerances.float64)
  })
  it('an average every fifth step forgets as much as one at every step', () => {
    const { emaDecay } = recipeOf({ ema: 'CPU', ema_decay: 0.9, ema_update_step_interval: 5 })
    expectNear(emaDecay! ** 5, 0.9, tolerances.float64)
  })
  it('sizes are one side, two, or several of them', () => {
    expect(recipeOf({ resolution: '768x1024' }).data).toMatchObject({ width: 768, height: 1024 })
    expect(recipeOf({ resolution: '512,768' }).data).toMatchObject({ width: 512, height: 512 })
    expect(codes(preset({ resolution: '512,768' }))).toEqual([['resolution', 'import/one-size']])
  })
})

describe('older versions', () => {
  it('are read under their old names', () => {
    const imported = open({
      training_method: 'LORA',
      model_type: 'STABLE_DIFFUSION_15',
      base_model_name: 'b',
      optimizer: 'LION',
      optimizer_weight_decay: 0.3,
      train_unet: false,
      train_text_encoder: true,
      text_encoder_learning_rate: 2e-5,
      train_text_encoder_epochs: 200,
      min_snr_gamma: 4,
      save_after: 5,
      save_after_unit: 'STEP',
      lora_layers: 'attn',
      lora_layer_preset: 'custom',
    })
    expect(
      readRecipe({ ...imported.recipe, data: { ...(imported.recipe['data'] as object), folder: 'p' } }),
    ).toMatchObject({
      adapter: { layers: 'attention' },
      optimizer: { kind: 'lion', weightDecay: 0.3 },
      unet: { train: false },
      textEncoder: { train: true, learningRate: 2e-5 },
      objective: { minSnrGamma: 4 },
      save: { every: 5 },
    })
    expect(codes(imported)).toEqual([])
  })
})

it('concepts are read whole, with what each is for', () => {
  const imported = preset({
    concepts: [
      { path: 'keep', type: 'PRIOR_PREDICTION' },
      { path: 'check', validation_concept: true },
      { path: 'learn' },
      { path: 'more' },
    ],
  })
  expect(readRecipe(imported.recipe).data.folder).toBe('learn')
  expect(imported.notCarried.map(({ value, why: { code } }) => [value, code])).toEqual([
    ['keep', 'import/prior-pictures'],
    ['check', 'import/other-validation'],
    ['more', 'import/one-folder'],
  ])
  expect(codes(preset({ concepts: null, concept_file_name: 'concepts.json' }))).toEqual([
    ['concept_file_name', 'import/other-file'],
  ])
})
