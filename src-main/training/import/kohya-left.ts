// Settings of kohya's trainers that no recipe can say, the values of them that do what Lamina does anyway, and why not.
import type { LeftRow } from './carry.ts'
import { optimizerOf } from './kohya-defaults.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { numberOf, switchOf, textOf, valueOf, type Settings } from './settings.ts'

const left = (
  settings: string,
  why: Remark,
  plain: readonly unknown[] = [false, 0],
  acts?: LeftRow['acts'],
): LeftRow => ({ settings: settings.split(' '), plain, why, ...(acts === undefined ? {} : { acts }) })

const isOn = (name: string) => (all: Settings) => {
  const value = valueOf(all, name)
  return switchOf(value) === true || (numberOf(value) ?? 0) > 0 || textOf(value) !== undefined
}

export const kohyaLeft: readonly LeftRow[] = [
  left('network_module algo', remark('import/other-kind')),
  left('preset', remark('import/other-layers')),
  left('optimizer_type', remark('import/other-optimizer')),
  left('lr_scheduler lr_scheduler_type', remark('import/other-schedule')),
  left('lr_decay_steps lr_scheduler_timescale lr_scheduler_min_lr_ratio', remark('import/other-schedule')),
  left('lr_scheduler_args', remark('import/other-schedule'), [[], '']),

  left('multires_noise_iterations adaptive_noise_scale', remark('import/other-noise')),
  left('noise_offset_random_strength', remark('import/other-noise'), [false], isOn('noise_offset')),
  left('ip_noise_gamma_random_strength', remark('import/other-noise'), [false], isOn('ip_noise_gamma')),
  left('multires_noise_discount', remark('import/other-noise'), [], isOn('multires_noise_iterations')),
  left('zero_terminal_snr', remark('import/terminal-snr')),
  left('loss_type', remark('import/other-loss'), ['l2']),
  left('huber_c huber_scale huber_schedule', remark('import/other-loss'), [], (all) =>
    ['huber', 'smooth_l1'].includes(textOf(valueOf(all, 'loss_type')) ?? ''),
  ),
  left(
    'debiased_estimation_loss scale_v_pred_loss_like_noise_pred v_pred_like_loss',
    remark('import/loss-weights'),
  ),

  left('color_aug', remark('import/picture-changes')),
  left('face_crop_aug_range', remark('import/picture-changes'), []),
  left('resize_interpolation', remark('import/picture-changes'), []),
  left('caption_suffix secondary_separator', remark('import/caption-form'), []),
  left('caption_separator', remark('import/caption-form'), [',', ', ']),
  left('enable_wildcard weighted_captions no_token_padding', remark('import/caption-form')),
  left('token_warmup_min', remark('import/caption-form'), [1], isOn('token_warmup_step')),
  left('token_warmup_step', remark('import/caption-form')),
  left('in_json metadata_file', remark('import/caption-table'), []),
  left('network_multiplier', remark('import/weights-of-pictures'), [1]),
  left('reg.num_repeats', remark('import/class-repeats'), [1]),

  left(
    'block_dims block_alphas conv_block_dims conv_block_alphas down_lr_weight mid_lr_weight up_lr_weight',
    remark('import/blocks'),
    [],
  ),
  left('block_lr_zero_threshold', remark('import/blocks'), [0, '0'], isOn('down_lr_weight')),
  left(
    'loraplus_lr_ratio loraplus_unet_lr_ratio loraplus_text_encoder_lr_ratio',
    remark('import/other-rates'),
  ),
  left(
    'train_norm use_scalar rs_lora unbalanced_factorization rank_dropout_scale scale_weight_norms',
    remark('import/adapter-form'),
    [false, 0, 'False', '0', '0.0'],
  ),
  // What it computes is the same, another way.
  left('bypass_mode', remark('import/machine'), [false, 'False', true, 'True']),
  left('wd_on_output', remark('import/adapter-form'), [true, 'True'], isOn('dora_wd')),
  left('disable_conv_cp', remark('import/adapter-form'), [true, 'True']),
  left('dim_from_weights', remark('import/rank-of-file')),
  left('base_weights base_weights_multiplier', remark('import/merged-first'), [[]]),
  left('vae', remark('import/own-vae'), []),
  left('stop_text_encoder_training', remark('import/part-of-run')),
  left('initial_epoch initial_step skip_until_initial_step resume', remark('import/not-resumed'), [
    false,
    0,
    1,
  ]),

  left(
    'decouple',
    remark('import/optimizer-option'),
    [true, 'True'],
    (all) => optimizerOf(all) === 'prodigy',
  ),
  left('eps', remark('import/optimizer-option'), [
    '(1e-30, 1e-3)',
    '(1e-30,1e-3)',
    '1e-30,1e-3',
    [1e-30, 1e-3],
  ]),
  left('warmup_init amsgrad maximize nesterov', remark('import/optimizer-option'), [false, 'False']),
  left('momentum dampening slice_p', remark('import/optimizer-option'), ['0', '1', 0, 1]),

  left('dataset_config', remark('import/other-file'), []),
  left('sample_prompts sample_every_n_steps sample_every_n_epochs', remark('import/sample-prompts'), [0]),
  left('sample_at_first', remark('import/sample-prompts'), [false, true]),
  left('sample_sampler', remark('import/sample-prompts'), [], (all) => isOn('sample_prompts')(all)),
  left(
    'save_n_epoch_ratio save_last_n_epochs save_last_n_steps save_last_n_epochs_state save_last_n_steps_state',
    remark('import/keeps-files'),
  ),
  left(
    'validation_seed max_validation_steps validate_every_n_epochs',
    remark('import/other-validation'),
    [0],
  ),
  left(
    'metadata_title metadata_author metadata_description metadata_license metadata_tags no_metadata',
    remark('import/own-metadata'),
    [false],
  ),
  left('train_inpainting', remark('import/inpainting')),
]

/** Of the computer, its memory and its tools; and what the base model's file says by itself. */
export const kohyaMachine =
  /^(output_dir|logging_dir|log_|wandb|huggingface|async_upload|resume_from|num_(cpu|processes|machines)|gpu_|multi_gpu|main_process|xformers|sdpa|mem_eff|split_attn|attn_mode|cache_|skip_cache|lowram|lowvram|highvram|no_half|mixed_precision|full_(fp|bf)16|fp8|fused_|gradient_checkpointing|cpu_offload|blocks_to_swap|disable_mmap|max_data_loader|persistent|extra_accelerate|dynamo|torch_compile|deepspeed|zero_stage|offload_|ddp_|save_state|save_last$|save_model_as|vae_batch|vae_slicing|tokenizer_cache|training_preset|model_list|v2$|sdxl|use_safetensors|debug_dataset|config_file|output_config|console_log|headless|show_timesteps|text_encoder_batch|is_paged|block_wise|percentile|min_8bit|optim_bits|fsdp)/
