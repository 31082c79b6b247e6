import { describe, expect, it } from 'vitest'
import { idleFields } from '../../../../src-main/contract/recipe-rules.ts'
import { readRecipe } from '../../../../src-main/contract/recipe.ts'
import { importOneTrainer } from '../../../../src-main/training/import/onetrainer.ts'

const configuration = {
  __version: 6,
  training_method: 'LORA',
  model_type: 'STABLE_DIFFUSION_15',
  workspace_dir: 'workspace/run',
  base_model_name: 'base.safetensors',
  concepts: [
    {
      name: 'off',
      path: 'off',
      enabled: false,
    },
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
  lokr_decompose_factor: 8,
  loss_weight_fn: 'MIN_SNR_GAMMA',
  loss_weight_strength: 5.0,
  offset_noise_weight: 0.05,
  min_noising_strength: 0.0,
  max_noising_strength: 1.0,
  huber_strength: 0.5,
  clip_grad_norm: 1.0,
  unet: { train: true, learning_rate: null, weight_dtype: 'FLOAT_32' },
  text_encoder: { train: true, learning_rate: 0.00005 },
  text_encoder_layer_skip: 1,
  optimizer: { optimizer: 'ADAMW', beta1: 0.9, beta2: 0.99, weight_decay: 0.02 },
  save_every: 10,
  save_every_unit: 'EPOCH',
}

describe('OneTrainer', () => {
  const imported = importOneTrainer(JSON.stringify(configuration))
  it('becomes a recipe', () => {
    const recipe = readRecipe(imported.recipe)
    expect(recipe).toMatchObject({
      base: 'base.safetensors',
      clipSkip: 2,
      data: { folder: 'pictures', repeats: 4, flip: true, randomCrop: true, width: 512, height: 512 },
      captions: { shuffle: true, keepTokens: 1 },
      adapter: { kind: 'lora', rank: 16, alpha: 1, dora: true },
      unet: { train: true, learningRate: 0.0003 },
      textEncoder: { train: true, learningRate: 0.00005 },
      optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.99, weightDecay: 0.02 },
      schedule: { kind: 'cosine', warmupSteps: 200 },
      objective: { minSnrGamma: 5, noiseOffset: 0.05, firstTimestep: 0, lastTimestep: 999 },
      epochs: 100,
      batch: 2,
      accumulation: 2,
      emaDecay: null,
      save: { every: null, everyEpochs: 10 },
    })
    expect(idleFields(recipe)).toEqual([])
  })
  it('names what was left behind', () => {
    expect(imported.notCarried.map(({ setting }) => setting).sort()).toEqual([
      '__version',
      'concept.image.enable_random_hue',
      'concept.name',
      'concepts',
      'ema_decay',
      'huber_strength',
      'lokr_decompose_factor',
      'train_dtype',
      'unet.weight_dtype',
      'workspace_dir',
    ])
  })
  it('another model is refused by name', () => {
    expect(() => importOneTrainer('{"model_type":"FLUX_DEV_1"}')).toThrow(/FLUX_DEV_1/)
    expect(() => importOneTrainer('[]')).toThrow(/no configuration/)
  })
  it('a fine-tuning of the whole model is named as such', () => {
    const { notCarried } = importOneTrainer('{"training_method":"FINE_TUNE"}')
    expect(notCarried).toMatchObject([{ setting: 'training_method', value: 'FINE_TUNE' }])
  })
})
