// What the settings of a diffusers folder may say of Stable Diffusion's networks; any other value makes other networks.
import { normGroups } from '../../modules/module.ts'
import type { SettingRules } from '../../recognising/folder-settings.ts'
import { readBetas } from './betas.ts'

const oneOf =
  (...values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value)
const absent = oneOf(null)
const off = (value: unknown): boolean =>
  value === false || (Array.isArray(value) && value.every((item) => item === false))
const isSize = (value: unknown): boolean => typeof value === 'number' && value > 0 && Number.isFinite(value)

const encoder = {
  hidden_act: oneOf('quick_gelu', 'gelu'),
  layer_norm_eps: oneOf(1e-5),
  num_attention_heads: isSize,
}

/**
 * diffusers' UNet2DConditionModel, AutoencoderKL and schedulers, and transformers' CLIPTextModel, by their arguments.
 */
export const unetFolderSettings: SettingRules = {
  'scheduler/scheduler_config.json': {
    prediction_type: oneOf('epsilon', 'v_prediction'),
    num_train_timesteps: oneOf(1000),
    beta_schedule: (value) => readBetas({ beta_schedule: value }) !== null,
    trained_betas: (value) => value === null || readBetas({ trained_betas: value }) !== null,
  },
  'unet/config.json': {
    act_fn: oneOf('silu', 'swish'),
    addition_embed_type: oneOf(null, 'text_time'),
    attention_type: oneOf('default'),
    center_input_sample: off,
    class_embed_type: absent,
    class_embeddings_concat: off,
    conv_in_kernel: oneOf(3),
    conv_out_kernel: oneOf(3),
    cross_attention_norm: absent,
    downsample_padding: oneOf(1),
    dual_cross_attention: off,
    encoder_hid_dim: absent,
    encoder_hid_dim_type: absent,
    flip_sin_to_cos: oneOf(true),
    freq_shift: oneOf(0),
    mid_block_only_cross_attention: oneOf(null, false),
    mid_block_scale_factor: oneOf(1),
    norm_eps: oneOf(1e-5),
    norm_num_groups: oneOf(normGroups),
    num_class_embeds: absent,
    only_cross_attention: off,
    resnet_out_scale_factor: oneOf(1),
    resnet_skip_time_act: off,
    resnet_time_scale_shift: oneOf('default'),
    time_cond_proj_dim: absent,
    time_embedding_act_fn: absent,
    time_embedding_type: oneOf('positional'),
    timestep_post_act: absent,
  },
  'vae/config.json': {
    act_fn: oneOf('silu', 'swish'),
    latents_mean: absent,
    latents_std: absent,
    mid_block_add_attention: oneOf(true),
    norm_num_groups: oneOf(normGroups),
    scaling_factor: isSize,
    shift_factor: oneOf(null, 0),
    use_post_quant_conv: oneOf(true),
    use_quant_conv: oneOf(true),
  },
  'text_encoder/config.json': encoder,
  'text_encoder_2/config.json': encoder,
}
