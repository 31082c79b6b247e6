// Settings of OneTrainer that no recipe can say, the values of them that do what Lamina does anyway, and why not.
import { remark, type Remark } from '../../messages/table.ts'
import type { LeftRow } from './carry.ts'
import { numberOf, switchOf, valueOf, type Settings } from './settings.ts'

const left = (settings: string, why: Remark, plain: readonly unknown[], acts?: LeftRow['acts']): LeftRow => ({
  settings: settings.split(' '),
  plain,
  why,
  ...(acts === undefined ? {} : { acts }),
})

const off = [false]
const nothing = [0]
const isOn = (name: string) => (all: Settings) => switchOf(valueOf(all, name)) === true
const is =
  (name: string, ...values: readonly unknown[]) =>
  (all: Settings): boolean =>
    values.includes(valueOf(all, name))
const never = (): boolean => false

/** Its network is trained, and would go on longer than OneTrainer lets it. */
const stopsEarly = (part: string) => (all: Settings) => {
  const unit = valueOf(all, `${part}.stop_training_after_unit`) ?? 'NEVER'
  if (switchOf(valueOf(all, `${part}.train`)) !== true || unit === 'NEVER') return false
  const after = numberOf(valueOf(all, `${part}.stop_training_after`)) ?? 0
  return unit !== 'EPOCH' || after < (numberOf(valueOf(all, 'epochs')) ?? 0)
}

const parts = ['unet', 'text_encoder', 'text_encoder_2']
const numberOfVariations = 'concept.image_variations concept.text_variations'
const changes = [
  'enable_fixed_flip enable_random_rotate enable_fixed_rotate enable_random_brightness enable_fixed_brightness',
  'enable_random_contrast enable_fixed_contrast enable_random_saturation enable_fixed_saturation enable_random_hue',
  'enable_fixed_hue enable_random_circular_mask_shrink enable_random_mask_rotate_crop',
].flatMap((names) => names.split(' ').map((name) => `concept.image.${name}`))

export const oneTrainerLeft: readonly LeftRow[] = [
  left('training_method', remark('import/whole-model'), ['LORA']),
  left('peft_type', remark('import/other-kind'), [], is('training_method', 'LORA')),
  left('layer_filter layer_filter_preset layer_filter_regex', remark('import/other-layers'), []),
  left(
    'lora_decompose_output_axis',
    remark('import/dora-axis'),
    [true],
    (all) => isOn('lora_decompose')(all) && valueOf(all, 'peft_type') !== 'LOKR',
  ),
  left('lokr_dora_on_output', remark('import/dora-axis'), [true], isOn('lokr_weight_decompose')),
  left('lora_decompose_norm_epsilon lokr_vec_trick', remark('import/machine'), [true, false]),
  left('oft_block_size oft_block_share oft_scaled', remark('import/other-kind'), [], never),
  ...parts.map((part) =>
    left(`${part}.stop_training_after`, remark('import/part-of-run'), [], stopsEarly(part)),
  ),
  left(
    parts.map((part) => `${part}.stop_training_after_unit`).join(' '),
    remark('import/part-of-run'),
    [],
    never,
  ),
  left('text_encoder_2_layer_skip', remark('import/adapter-form'), nothing),
  left(
    'text_encoder_2.dropout_probability',
    remark('import/caption-form'),
    nothing,
    (all) =>
      valueOf(all, 'text_encoder.dropout_probability') !== valueOf(all, 'text_encoder_2.dropout_probability'),
  ),
  left('unet.dropout_probability', remark('import/caption-form'), nothing),

  left('optimizer.optimizer', remark('import/other-optimizer'), []),
  left(
    'optimizer.decouple',
    remark('import/optimizer-option'),
    [true],
    (all) =>
      is('optimizer.optimizer', 'PRODIGY')(all) && numberOf(valueOf(all, 'optimizer.weight_decay')) !== 0,
  ),
  left(
    'optimizer.eps optimizer.eps2',
    remark('import/optimizer-option'),
    [1e-30, 1e-3],
    is('optimizer.optimizer', 'ADAFACTOR'),
  ),
  left(
    'optimizer.amsgrad',
    remark('import/optimizer-option'),
    off,
    is('optimizer.optimizer', 'ADAMW', 'ADAMW_8BIT'),
  ),
  left('optimizer.maximize', remark('import/optimizer-option'), off),
  left(
    'optimizer.warmup_init',
    remark('import/optimizer-option'),
    off,
    is('optimizer.optimizer', 'ADAFACTOR'),
  ),
  left('learning_rate_scheduler custom_learning_rate_scheduler', remark('import/other-schedule'), []),
  left('scheduler_params', remark('import/other-schedule'), [[]], is('learning_rate_scheduler', 'CUSTOM')),
  left('learning_rate_min_factor', remark('import/other-schedule'), nothing),

  left('loss_weight_fn', remark('import/loss-weights'), []),
  left('loss_weight_strength', remark('import/loss-weights'), [], never),
  left('loss_scaler', remark('import/loss-weights'), ['NONE']),
  left('mse_strength', remark('import/other-loss'), [1]),
  left('mae_strength log_cosh_strength huber_strength', remark('import/other-loss'), nothing),
  left(
    'huber_delta',
    remark('import/other-loss'),
    [1],
    (all) => (numberOf(valueOf(all, 'huber_strength')) ?? 0) > 0,
  ),
  left('vb_loss_strength', remark('import/other-loss'), [], never),
  left('perturbation_noise_weight', remark('import/other-noise'), nothing),
  left('generalized_offset_noise', remark('import/other-noise'), off),
  left('rescale_noise_scheduler_to_zero_terminal_snr', remark('import/terminal-snr'), off),
  left('timestep_distribution', remark('import/other-timesteps'), ['UNIFORM']),
  left(
    'noising_weight noising_bias',
    remark('import/other-timesteps'),
    nothing,
    (all) => !is('timestep_distribution', undefined, 'UNIFORM')(all),
  ),
  left('timestep_shift', remark('import/other-timesteps'), [1]),
  left('dynamic_timestep_shifting', remark('import/other-timesteps'), off),

  left('concept.balancing', remark('import/samples-an-epoch'), []),
  left('concept.balancing_strategy', remark('import/samples-an-epoch'), ['REPEATS', 'SAMPLES']),
  left('concept.loss_weight', remark('import/weights-of-pictures'), [1]),
  left('concept.include_subdirectories', remark('import/subfolders'), off),
  left('concept.type concept.validation_concept', remark('import/other-validation'), ['STANDARD', false]),
  left('concept.enabled', remark('import/switched-off'), [true]),
  left(changes.join(' '), remark('import/picture-changes'), off),
  left('concept.image.enable_resolution_override', remark('import/one-size'), off),
  left('concept.image.resolution_override', remark('import/one-size'), [], never),
  left(numberOfVariations, remark('import/machine'), [1]),
  left('concept.text.prompt_source', remark('import/caption-form'), ['sample']),
  left('concept.text.prompt_path', remark('import/caption-form'), [], (all) =>
    is('concept.text.prompt_source', 'concept')(all),
  ),
  left('concept.text.tag_delimiter', remark('import/caption-form'), [',', ', ']),
  left(
    'concept.text.tag_dropout_mode',
    remark('import/caption-form'),
    ['RANDOM'],
    isOn('concept.text.tag_dropout_enable'),
  ),
  left(
    'concept.text.tag_dropout_special_tags_mode',
    remark('import/caption-form'),
    ['NONE'],
    isOn('concept.text.tag_dropout_enable'),
  ),
  left(
    'concept.text.tag_dropout_special_tags concept.text.tag_dropout_special_tags_regex',
    remark('import/caption-form'),
    [],
    never,
  ),
  left('concept.text.caps_randomize_enable', remark('import/caption-form'), off),
  left(
    'concept.text.caps_randomize_mode concept.text.caps_randomize_probability concept.text.caps_randomize_lowercase',
    remark('import/caption-form'),
    [],
    never,
  ),
  left('unmasked_probability', remark('import/mask-option'), nothing, isOn('masked_training')),
  left('normalize_masked_area_loss custom_conditioning_image', remark('import/mask-option'), off),
  left('masked_prior_preservation_weight', remark('import/mask-option'), nothing),

  left('additional_embeddings embeddings', remark('import/words'), [[], [{}]]),
  left(
    'embedding_learning_rate preserve_embedding_norm bundle_additional_embeddings',
    remark('import/words'),
    [],
    never,
  ),
  left('vae.model_name', remark('import/own-vae'), ['']),
  left('concept_file_name', remark('import/other-file'), []),
  left('sample_definition_file_name', remark('import/sample-prompts'), ['training_samples/samples.json']),
  left('samples', remark('import/sample-prompts'), [[]]),
  left('validation', remark('import/other-validation'), off),
  left('save_skip_first', remark('import/keeps-files'), nothing),
  left('force_circular_padding', remark('import/adapter-form'), off),
]

/** Of the computer, its memory and its tools. */
export const oneTrainerMachine =
  /^(__version|config_version|debug|workspace|cache_dir|huggingface|offline|tensorboard|continue_last|prevent_|include_train|multi_gpu|device_indexes|gradient_reduce|fused_|async_|dataloader|caching_threads|prefetch|train_device|train_dtype|temp_device|only_cache|attention_mechanism|compile|gradient_checkpointing|layer_offload|enable_|fallback_train|weight_dtype|latent_caching|image_caching|text_caching|clear_cache|backup|rolling|sample_(after|skip|image|video|audio)|samples_to|non_ema|validate_|output_model|secrets|cloud|.*\.weight_dtype|.*_weight_dtype|.*\.(gradient_checkpointing|offload_fraction|activation_offloading|attention_mask|guidance_scale|include|train_embedding)$|concept\.(name|seed|__version|concept_stats)|optimizer\.(fused|foreach|stochastic|block_wise|capturable|differentiable|is_paged|optim_bits|min_8bit|percentile|use_triton|fsdp|slice_p|quant_block|compile))/

/** Of models, optimizers and words that the configuration does not use. */
export const oneTrainerBeside =
  /^(optimizer_defaults$|optimizer\.|prior\.|transformer\.|unconditional_|effnet_encoder\.|decoder|vae\.|text_encoder_[34]|text_encoder(_2)?_sequence|embedding\.|quantization|frames$|(unet|text_encoder|text_encoder_2)\.model_name|concept\.image\.random_)/
