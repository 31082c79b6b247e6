// What kohya's sd-scripts do where a configuration says nothing, setting by setting.
// Source: kohya-ss/sd-scripts 0.10.1 (48d368f, 2026-02-16): train_network.py `setup_parser`, library/train_util.py
// `add_*_arguments` and `get_optimizer`, library/config_util.py `*Params`, networks/lora.py `create_network`; for
// `lycoris.kohya` LyCORIS 3.3.0 (f49d30d, 2025-10-04), lycoris/kohya.py `create_network`.
import { switchOf, valueOf, type Settings } from './settings.ts'

/** Of the pictures; all that a dataset configuration alone can leave out. */
export const datasetDefaults = {
  batch_size: 1,
  num_repeats: 1,
  caption_extension: '.caption',
  caption_separator: ',',
  shuffle_caption: false,
  keep_tokens: 0,
  caption_dropout_rate: 0,
  caption_dropout_every_n_epochs: 0,
  caption_tag_dropout_rate: 0,
  flip_aug: false,
  random_crop: false,
  enable_bucket: false,
  min_bucket_reso: 256,
  max_bucket_reso: 1024,
  bucket_reso_steps: 64,
  bucket_no_upscale: false,
  validation_split: 0,
} as const

/** Of the run. What has no entry is off: `unet_lr` and `text_encoder_lr` then take `learning_rate`. */
const runDefaults = {
  learning_rate: 2e-6,
  network_dim: 4,
  network_alpha: 1,
  network_train_unet_only: false,
  network_train_text_encoder_only: false,
  lr_scheduler: 'constant',
  lr_warmup_steps: 0,
  lr_scheduler_num_cycles: 1,
  lr_scheduler_power: 1,
  max_train_steps: 1600,
  gradient_accumulation_steps: 1,
  max_grad_norm: 1,
  prior_loss_weight: 1,
  // Whatever the adapter was trained in; `mixed_precision` is "no" where nobody says otherwise.
  save_precision: 'float',
} as const

/**
 * By optimizer: torch.optim.AdamW, bitsandbytes, lion_pytorch, prodigyopt, and
 * transformers' Adafactor as kohya calls it.
 */
const optimizerDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  adamw: { weight_decay: 0.01, eps: 1e-8 },
  lion: { weight_decay: 0 },
  prodigy: { weight_decay: 0, eps: 1e-8, decouple: true, d0: 1e-6, d_coef: 1 },
  adafactor: {
    weight_decay: 0,
    relative_step: true,
    scale_parameter: true,
    clip_threshold: 1,
    decay_rate: -0.8,
  },
}

/** Which optimizer the settings choose, in a recipe's words; undefined for one that Lamina has not. */
export function optimizerOf(settings: Settings): string | undefined {
  if (switchOf(valueOf(settings, 'use_8bit_adam')) === true) return 'adamw'
  if (switchOf(valueOf(settings, 'use_lion_optimizer')) === true) return 'lion'
  const given = valueOf(settings, 'optimizer_type')
  const name = typeof given === 'string' ? given.trim().toLowerCase() : ''
  const last = name.split('.').at(-1)!
  return Object.hasOwn(optimizers, last) ? optimizers[last] : undefined
}

/** 8-bit and paged ones take the same steps, with less memory. */
const optimizers: Readonly<Record<string, string>> = {
  '': 'adamw',
  adamw: 'adamw',
  adamw8bit: 'adamw',
  pagedadamw: 'adamw',
  pagedadamw8bit: 'adamw',
  pagedadamw32bit: 'adamw',
  lion: 'lion',
  lion8bit: 'lion',
  pagedlion8bit: 'lion',
  prodigy: 'prodigy',
  adafactor: 'adafactor',
}

/** What a whole configuration of a run leaves out. */
export function kohyaDefaults(settings: Settings): Readonly<Record<string, unknown>> {
  const optimizer = optimizerOf(settings) ?? ''
  return {
    ...datasetDefaults,
    ...runDefaults,
    // It is said by the recipe's length where epochs are.
    ...(settings.has('max_train_epochs') ? { max_train_steps: undefined } : {}),
    ...optimizerDefaults[optimizer],
    optimizer_type: 'AdamW',
    ...(isLycoris(settings) ? { algo: 'lora', preset: 'full' } : {}),
  }
}

export function isLycoris(settings: Settings): boolean {
  return valueOf(settings, 'network_module') === 'lycoris.kohya'
}
