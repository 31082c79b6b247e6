// What OneTrainer does where a configuration says nothing; its own presets hold only what differs from this.
// Source: Nerogar/OneTrainer (23df383, 2026-08-19): modules/util/config/TrainConfig.py and ConceptConfig.py
// `default_values`, modules/util/create.py `create_optimizer`; TrainConfig has the version 11.
import { isXl } from './onetrainer-settings.ts'
import { valueOf, type Settings } from './settings.ts'

const run = {
  training_method: 'FINE_TUNE',
  peft_type: 'LORA',
  layer_filter_preset: 'full',
  layer_filter: '',
  lora_rank: 16,
  lora_alpha: 1,
  lora_decompose: false,
  lora_decompose_output_axis: false,
  lokr_dim: 16,
  lokr_decompose_factor: -1,
  lokr_decompose_both: false,
  lokr_full_matrix: false,
  lokr_use_tucker: false,
  lokr_weight_decompose: false,
  dropout_probability: 0,
  output_dtype: 'FLOAT_32',
  learning_rate: 3e-6,
  learning_rate_scheduler: 'CONSTANT',
  learning_rate_warmup_steps: 200,
  learning_rate_cycles: 1,
  learning_rate_scaler: 'NONE',
  epochs: 100,
  batch_size: 1,
  gradient_accumulation_steps: 1,
  ema: 'OFF',
  ema_decay: 0.999,
  ema_update_step_interval: 5,
  resolution: '512',
  aspect_ratio_bucketing: true,
  masked_training: false,
  unmasked_weight: 0.1,
  unmasked_probability: 0.1,
  loss_weight_fn: 'CONSTANT',
  loss_weight_strength: 5,
  clip_grad_norm: 1,
  offset_noise_weight: 0,
  min_noising_strength: 0,
  max_noising_strength: 1,
  save_every: 0,
  save_every_unit: 'NEVER',
  text_encoder_layer_skip: 0,
  'unet.train': true,
  'text_encoder.train': true,
  'text_encoder_2.train': true,
  'text_encoder.stop_training_after': 30,
  'text_encoder_2.stop_training_after': 30,
  'text_encoder.stop_training_after_unit': 'EPOCH',
  'text_encoder_2.stop_training_after_unit': 'EPOCH',
  'text_encoder.dropout_probability': 0,
  'text_encoder_2.dropout_probability': 0,
  'optimizer.optimizer': 'ADAMW',
} as const

const concept = {
  'concept.balancing': 1,
  'concept.balancing_strategy': 'REPEATS',
  'concept.loss_weight': 1,
  'concept.image.enable_crop_jitter': true,
  'concept.image.enable_random_flip': false,
  'concept.text.enable_tag_shuffling': false,
  'concept.text.keep_tags_count': 1,
  'concept.text.tag_dropout_enable': false,
  'concept.text.tag_dropout_probability': 0,
  'concept.text.prompt_source': 'sample',
} as const

/**
 * Empty fields of an optimizer mean its own (betas that are a recipe's too are
 * left out); switches of all of them are off.
 */
const optimizers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ADAMW: { weight_decay: 0.01, eps: 1e-8 },
  ADAMW_8BIT: { weight_decay: 0.01, eps: 1e-8 },
  LION: { weight_decay: 0 },
  LION_8BIT: { weight_decay: 0, beta2: 0.999 },
  PRODIGY: { weight_decay: 0, eps: 1e-8, d0: 1e-6, d_coef: 1 },
  ADAFACTOR: {
    weight_decay: 0,
    clip_threshold: 1,
    decay_rate: -0.8,
    scale_parameter: false,
    relative_step: false,
  },
}

/** Of a model without a second text encoder nothing is assumed about one. */
export function oneTrainerDefaults(settings: Settings): Readonly<Record<string, unknown>> {
  const chosen = valueOf(settings, 'optimizer.optimizer') ?? run['optimizer.optimizer']
  const own = typeof chosen === 'string' && Object.hasOwn(optimizers, chosen) ? optimizers[chosen]! : {}
  const ofModel = Object.entries(run).filter(
    ([name]) => isXl(settings) || !name.startsWith('text_encoder_2.'),
  )
  return {
    ...Object.fromEntries(ofModel),
    ...(settings.has('concept.path') ? concept : {}),
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [`optimizer.${name}`, value])),
  }
}
