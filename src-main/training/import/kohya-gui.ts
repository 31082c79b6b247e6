// A configuration of bmaltais's GUI as the settings that it would hand to kohya's sd-scripts.
// Source: bmaltais/kohya_ss 26.0.0-28 (45088f0, 2026-07-10): kohya_gui/lora_gui.py `train_model` and
// `resolve_network_train_flags`, class_basic_training.py, class_advanced_training.py, common_gui.py.
import { optionsOf } from './arguments.ts'
import {
  isWritten,
  numberOf,
  switchOf,
  valueOf,
  withDefaults,
  writtenSettings,
  type Setting,
  type Settings,
} from './settings.ts'

/** What the form shows where a file says nothing, as far as it differs from what sd-scripts do. */
const guiDefaults = {
  LoRA_type: 'Standard',
  LyCORIS_preset: 'full',
  network_dim: 8,
  network_alpha: 1,
  conv_dim: 1,
  conv_alpha: 1,
  learning_rate: 1e-4,
  unet_lr: 1e-4,
  text_encoder_lr: 1e-4,
  optimizer: 'AdamW8bit',
  lr_scheduler: 'cosine',
  lr_warmup: 10,
  max_resolution: '512,512',
  enable_bucket: true,
  bucket_no_upscale: true,
  max_bucket_reso: 2048,
  caption_extension: '.txt',
  save_every_n_epochs: 1,
  save_precision: 'fp16',
} as const

type Module = {
  readonly network_module: string
  readonly algo?: string
  readonly arguments: readonly string[]
}

const common = ['rank_dropout', 'module_dropout']
const lycoris = [
  ...common,
  'conv_dim',
  'conv_alpha',
  'use_tucker',
  'use_scalar',
  'dora_wd',
  'train_norm',
  'rank_dropout_scale',
  'bypass_mode',
]
const blocks = [
  'down_lr_weight',
  'mid_lr_weight',
  'up_lr_weight',
  'block_lr_zero_threshold',
  'block_dims',
  'block_alphas',
  'conv_block_dims',
  'conv_block_alphas',
]

/** By the form's choice of an adapter: the module it runs, and which fields of the form reach it. */
const modules: Readonly<Record<string, Module>> = {
  standard: { network_module: 'networks.lora', arguments: [...common, ...blocks] },
  'kohya locon': {
    network_module: 'networks.lora',
    arguments: [...common, ...blocks, 'conv_dim', 'conv_alpha'],
  },
  'kohya loha': {
    network_module: 'networks.loha',
    arguments: [...common, 'conv_dim', 'conv_alpha', 'use_tucker'],
  },
  'kohya lokr': {
    network_module: 'networks.lokr',
    arguments: [...common, 'conv_dim', 'conv_alpha', 'use_tucker', 'factor'],
  },
  locon: { network_module: 'lycoris.kohya', algo: 'locon', arguments: lycoris },
  'lycoris/locon': { network_module: 'lycoris.kohya', algo: 'locon', arguments: lycoris },
  'lycoris/loha': { network_module: 'lycoris.kohya', algo: 'loha', arguments: lycoris },
  'lycoris/lokr': {
    network_module: 'lycoris.kohya',
    algo: 'lokr',
    arguments: [...lycoris, 'factor', 'decompose_both', 'use_cp'],
  },
}

/** Fields that only act through the adapter that was chosen, or that the form itself turns into others. */
const ofTheForm = new Set(
  [
    ...Object.values(modules).flatMap((module) => module.arguments),
    'LoRA_type LyCORIS_preset constrain rescaled train_on_input unit ggpo_sigma ggpo_beta train_lora_ggpo',
    'lr_warmup lr_warmup_steps epoch max_train_steps max_train_epochs max_resolution optimizer seed',
    'noise_offset noise_offset_type noise_offset_random_strength adaptive_noise_scale multires_noise_iterations',
    'multires_noise_discount lora_network_weights additional_parameters unet_lr text_encoder_lr t5xxl_lr',
  ].flatMap((names) => names.split(' ')),
)

/** Where 0 stands for "not set": it is not handed on. */
const nothingAtZero = new Set(
  [
    'clip_skip min_snr_gamma ip_noise_gamma min_timestep max_timestep vae_batch_size v_pred_like_loss',
    'save_every_n_epochs save_every_n_steps save_last_n_epochs save_last_n_steps save_last_n_epochs_state',
    'save_last_n_steps_state sample_every_n_epochs sample_every_n_steps stop_text_encoder_training',
    'loraplus_lr_ratio loraplus_unet_lr_ratio loraplus_text_encoder_lr_ratio scale_weight_norms blocks_to_swap',
  ].flatMap((names) => names.split(' ')),
)

/** Models of other kinds are chosen by switches. */
export const otherModels = [
  'flux1_checkbox',
  'sd3_checkbox',
  'hunyuan_image_checkbox',
  'anima_checkbox',
  'lumina_checkbox',
]
/** Fields that only speak of them. */
const ofOtherModels =
  /^(flux1?_|sd3_|anima_|hunyuan_|lumina_|t5|clip_[lg]|ae$|single_|double_|img_|txt_|in_dims|guidance_scale|discrete_flow|model_prediction|timestep_sampling|sigmoid|mem_eff_save|apply_t5|split_(qkv|mode)|train_(blocks|t5|double|single)|enable_all_linear|weighting_scheme|logit_|mode_scale|pos_emb|enable_scaled|save_(clip|t5)|byt5|chroma|qwen|llm|gemma|system_prompt|use_(flash|sage)|vae_(chunk|disable))/

export function isGui(configuration: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(configuration, 'LoRA_type')
}

export function guiSettings(configuration: Readonly<Record<string, unknown>>): Map<string, Setting> {
  const form = withDefaults(writtenSettings(configuration), guiDefaults)
  const settings = new Map<string, Setting>()
  const hand = (name: string, from: string, value = valueOf(form, from)): void => {
    const source = form.get(from)
    if (source !== undefined && isWritten(value)) settings.set(name, { ...source, value })
  }
  for (const [name, { value }] of form) {
    if (ofTheForm.has(name) || ofOtherModels.test(name) || otherModels.includes(name)) continue
    if (nothingAtZero.has(name) && numberOf(value) === 0) continue
    hand(name, name)
  }
  network(form, hand)
  rates(form, hand)
  length(form, hand)
  noise(form, hand)
  hand('optimizer_type', 'optimizer')
  hand('resolution', 'max_resolution')
  hand('network_weights', 'lora_network_weights')
  hand('network_weights', 'network_weights')
  if (numberOf(valueOf(form, 'seed')) !== 0) hand('seed', 'seed')
  // Typed behind the command that the form makes, so they come last.
  const typed = valueOf(form, 'additional_parameters')
  const more = typeof typed === 'string' ? writtenSettings(optionsOf(typed)) : []
  for (const [name, setting] of more) settings.set(name, setting)
  return settings
}

type Hand = (name: string, from: string, value?: unknown) => void

function network(form: Settings, hand: Hand): void {
  const type = valueOf(form, 'LoRA_type')
  const key = typeof type === 'string' ? type.trim().toLowerCase() : ''
  const module = Object.hasOwn(modules, key) ? modules[key] : undefined
  hand('network_module', 'LoRA_type', module?.network_module ?? type)
  if (module === undefined) return
  if (module.algo !== undefined) {
    hand('algo', 'LoRA_type', module.algo)
    hand('preset', 'LyCORIS_preset')
  }
  for (const name of module.arguments) {
    // It hands kohya's own networks only settings other than 0.
    const isNothing = module.algo === undefined && numberOf(valueOf(form, name)) === 0
    if (!isNothing) hand(name, name)
  }
}

/** A rate of 0 leaves its network out, unless both are 0: then `learning_rate` is everyone's. */
function rates(form: Settings, hand: Hand): void {
  const unet = numberOf(valueOf(form, 'unet_lr')) ?? 0
  const text = numberOf(valueOf(form, 'text_encoder_lr')) ?? 0
  if (unet !== 0) hand('unet_lr', 'unet_lr')
  if (text !== 0) hand('text_encoder_lr', 'text_encoder_lr')
  if (unet === 0 && text !== 0) hand('network_train_text_encoder_only', 'unet_lr', true)
  if (text === 0 && unet !== 0) hand('network_train_unet_only', 'text_encoder_lr', true)
}

/** Steps come before epochs here, but for those that are handed on as such; older files know no steps. */
function length(form: Settings, hand: Hand): void {
  const steps = numberOf(valueOf(form, 'max_train_steps')) ?? 0
  const epochs = numberOf(valueOf(form, 'max_train_epochs')) ?? 0
  if (epochs !== 0) hand('max_train_epochs', 'max_train_epochs')
  if (steps !== 0) hand('max_train_steps', 'max_train_steps')
  if (epochs === 0 && form.has('epoch')) hand(steps === 0 ? 'max_train_epochs' : 'epoch', 'epoch')
  const warmup = numberOf(valueOf(form, 'lr_warmup_steps')) ?? 0
  const percent = numberOf(valueOf(form, 'lr_warmup')) ?? 0
  // With a constant rate the form switches its warm-up off.
  if (valueOf(form, 'lr_scheduler') === 'constant') return
  if (warmup > 0) hand('lr_warmup_steps', 'lr_warmup_steps')
  else if (percent > 0) hand('lr_warmup_share', 'lr_warmup', percent / 100)
}

/** One of two kinds; the fields of the other are not handed on. */
function noise(form: Settings, hand: Hand): void {
  const isMultires = valueOf(form, 'noise_offset_type') === 'Multires'
  const names = isMultires
    ? ['multires_noise_iterations', 'multires_noise_discount']
    : ['noise_offset', 'adaptive_noise_scale', 'noise_offset_random_strength']
  for (const name of names)
    if (numberOf(valueOf(form, name)) !== 0 && switchOf(valueOf(form, name)) !== false) hand(name, name)
}
