// Fields of a recipe from the settings of kohya's sd-scripts, those of the arguments and of the dataset alike.
import type { FieldRow } from './carry.ts'
import { saidElsewhere } from './carry.ts'
import { listOf } from './arguments.ts'
import { optimizerOf } from './kohya-defaults.ts'
import {
  encoderRates,
  isWhole,
  keepsBlocksWhole,
  kindOf,
  layersOf,
  trainsConvolutions,
  trainsEncoders,
  trainsUNet,
  unetRate,
} from './kohya-network.ts'
import { concluded, row, together } from './rows.ts'
import { nullAtZero, numberOf, oneOf, switchOf, textOf, valueOf } from './settings.ts'

const unless = (value: unknown): unknown => (value === undefined ? saidElsewhere : value)

const schedules = oneOf({
  constant: 'constant',
  constant_with_warmup: 'constant',
  linear: 'linear',
  cosine: 'cosine',
  cosine_with_restarts: 'cosine_with_restarts',
  polynomial: 'polynomial',
})
const types = oneOf({ float: 'f32', fp32: 'f32', no: 'f32', fp16: 'f16', bf16: 'bf16' })

/** `512`, `"512,768"` or `[512, 768]`. */
const sideAt =
  (index: 0 | 1) =>
  (value: unknown): number | undefined => {
    const parts = listOf(typeof value === 'string' ? value.replace('x', ',') : value)
    return numberOf(parts[index] ?? parts[0])
  }
const partAt =
  (index: number) =>
  (value: unknown): number | undefined =>
    numberOf(listOf(value)[index])

/** A rank that whole blocks have no use for; it only says that convolutions are adapted. */
const idleRank = 16

const adapter: readonly FieldRow[] = [
  together('adapter.kind', ['network_module', 'algo'], kindOf),
  row('adapter.layers', 'preset', (_preset, all) => layersOf(all)),
  row('adapter.rank', 'network_dim', (rank, all) => (isWhole(rank, all) ? saidElsewhere : numberOf(rank))),
  // An alpha of 0 is the rank, in networks/lora.py as in LyCORIS.
  row('adapter.alpha', 'network_alpha', (alpha, all) =>
    numberOf(alpha) === 0 ? numberOf(valueOf(all, 'network_dim')) : numberOf(alpha),
  ),
  together('adapter.convRank', ['conv_dim', 'network_dim'], (all) => {
    if (!trainsConvolutions(all)) return saidElsewhere
    const rank = valueOf(all, 'conv_dim') ?? valueOf(all, 'network_dim')
    return isWhole(rank, all) ? idleRank : numberOf(rank)
  }),
  row('adapter.convAlpha', 'conv_alpha', (alpha, all) => {
    if (!trainsConvolutions(all)) return saidElsewhere
    return numberOf(alpha) === 0 ? numberOf(valueOf(all, 'conv_dim')) : numberOf(alpha)
  }),
  together(
    'adapter.fullMatrix',
    ['full_matrix', 'network_dim'],
    (all) => keepsBlocksWhole(all) || saidElsewhere,
  ),
  row('adapter.factor', 'factor', numberOf),
  row('adapter.decomposeBoth', 'decompose_both', switchOf),
  together('adapter.tucker', ['use_tucker', 'use_cp', 'use_conv_cp'], (all) =>
    ['use_tucker', 'use_cp', 'use_conv_cp'].some((name) => switchOf(valueOf(all, name)) === true),
  ),
  row('adapter.dora', 'dora_wd', switchOf),
  row('adapter.dropout', ['dropout', 'network_dropout'], numberOf),
  row('adapter.rankDropout', 'rank_dropout', numberOf),
  row('adapter.moduleDropout', 'module_dropout', numberOf),
  row('adapter.startFrom', 'network_weights', textOf),
  concluded('unet.train', ['network_train_text_encoder_only', 'unet_lr'], trainsUNet),
  together('unet.learningRate', ['unet_lr', 'learning_rate'], (all) =>
    trainsUNet(all) ? unetRate(all) : saidElsewhere,
  ),
  concluded(
    'textEncoder.train',
    ['network_train_unet_only', 'text_encoder_lr', 'text_encoder_lr1'],
    (all) => trainsEncoders(all)[0],
  ),
  together('textEncoder.learningRate', ['text_encoder_lr1', 'text_encoder_lr', 'learning_rate'], (all) =>
    trainsEncoders(all)[0] ? encoderRates(all)[0] : saidElsewhere,
  ),
  concluded('textEncoder2.train', ['text_encoder_lr2', 'text_encoder_lr'], (all) => {
    const [first, second] = trainsEncoders(all)
    return first === second ? saidElsewhere : second
  }),
  together('textEncoder2.learningRate', ['text_encoder_lr2', 'text_encoder_lr'], (all) => {
    const [first, second] = encoderRates(all)
    return trainsEncoders(all)[1] && first !== second ? unless(second) : saidElsewhere
  }),
]

const data: readonly FieldRow[] = [
  row('data.folder', ['image_dir', 'train_data_dir'], textOf),
  row('data.width', 'resolution', sideAt(0)),
  row('data.height', 'resolution', sideAt(1)),
  row('data.repeats', ['num_repeats', 'dataset_repeats'], numberOf),
  row('data.randomCrop', 'random_crop', switchOf),
  row('data.flip', 'flip_aug', switchOf),
  row('data.buckets.on', 'enable_bucket', switchOf),
  row('data.buckets.min', 'min_bucket_reso', numberOf),
  row('data.buckets.max', 'max_bucket_reso', numberOf),
  row('data.buckets.step', 'bucket_reso_steps', numberOf),
  row('data.buckets.noUpscale', 'bucket_no_upscale', switchOf),
  together('data.masks.from', ['alpha_mask', 'masked_loss'], (all) =>
    switchOf(valueOf(all, 'alpha_mask')) === true
      ? 'alpha'
      : switchOf(valueOf(all, 'masked_loss')) === true
        ? 'files'
        : 'none',
  ),
  row('data.masks.folder', 'conditioning_data_dir', textOf),
  row('data.holdOut', 'validation_split', numberOf),
  row('data.holdOutEvery', 'validate_every_n_steps', numberOf),
  row('captions.extension', ['caption_extension', 'caption_extention'], (value) => {
    const ending = textOf(value)
    return ending === undefined || ending.startsWith('.') ? ending : `.${ending}`
  }),
  // kohya joins with a space, a recipe with a comma: one that is there already is not written twice.
  row('captions.trigger', 'caption_prefix', (value) => textOf(value)?.replace(/[,\s]+$/, '')),
  row('captions.classWord', 'class_tokens', textOf),
  row('captions.shuffle', 'shuffle_caption', switchOf),
  row('captions.keepTokens', 'keep_tokens', numberOf),
  row('captions.keepSeparator', 'keep_tokens_separator', textOf),
  row('captions.dropout', 'caption_dropout_rate', numberOf),
  row('captions.dropoutEveryEpochs', 'caption_dropout_every_n_epochs', numberOf),
  row('captions.tagDropout', 'caption_tag_dropout_rate', numberOf),
  row('prior.folder', ['reg.image_dir', 'reg_data_dir'], textOf),
  row('prior.prompt', 'reg.class_tokens', textOf),
  // They are all there; kohya makes no further ones.
  row('prior.count', 'reg.class_tokens', () => 0),
  row('prior.weight', 'prior_loss_weight', numberOf),
]

const steps: readonly FieldRow[] = [
  row('epochs', 'max_train_epochs', numberOf),
  // Epochs come before steps; the form's `epoch` is handed on beside steps, which come before it.
  row('steps', ['max_train_epochs', 'max_train_steps', 'epoch'], (value, all) =>
    all.has('max_train_epochs') ? saidElsewhere : numberOf(value),
  ),
  row('batch', ['batch_size', 'train_batch_size'], numberOf),
  row('accumulation', 'gradient_accumulation_steps', numberOf),
  row('clip', 'max_grad_norm', numberOf),
  row('seed', 'seed', numberOf),
  row('clipSkip', 'clip_skip', numberOf),
  row('maxTokens', 'max_token_length', numberOf),
  together('optimizer.kind', ['optimizer_type', 'use_8bit_adam', 'use_lion_optimizer'], optimizerOf),
  row('optimizer.weightDecay', 'weight_decay', numberOf),
  row('optimizer.beta1', ['betas', 'beta1'], partAt(0)),
  row('optimizer.beta2', 'betas', partAt(1)),
  row('optimizer.beta3', 'beta3', numberOf),
  row('optimizer.epsilon', 'eps', (value, all) =>
    optimizerOf(all) === 'adafactor' ? undefined : numberOf(value),
  ),
  row('optimizer.estimate', 'd0', numberOf),
  row('optimizer.coefficient', 'd_coef', numberOf),
  row('optimizer.growth', 'growth_rate', numberOf),
  row('optimizer.safeguardWarmup', 'safeguard_warmup', switchOf),
  row('optimizer.biasCorrection', 'use_bias_correction', switchOf),
  row('optimizer.relativeStep', 'relative_step', switchOf),
  row('optimizer.scaleParameter', 'scale_parameter', switchOf),
  row('optimizer.clipThreshold', 'clip_threshold', numberOf),
  row('optimizer.decayRate', 'decay_rate', numberOf),
  row('schedule.kind', 'lr_scheduler', (value, all) =>
    // Adafactor's own, which follows it whatever is asked for.
    value === 'adafactor' && optimizerOf(all) === 'adafactor' ? saidElsewhere : schedules(value),
  ),
  // `get_scheduler_fix`: a fraction is a share of the run.
  row('schedule.warmupSteps', 'lr_warmup_steps', (value) => {
    const warmup = numberOf(value)
    return warmup !== undefined && warmup > 0 && warmup < 1 ? saidElsewhere : warmup
  }),
  row('schedule.warmupShare', ['lr_warmup_share', 'lr_warmup_steps'], (value, all) => {
    const warmup = numberOf(value)
    const isShare = all.has('lr_warmup_share') || (warmup !== undefined && warmup > 0 && warmup < 1)
    return isShare ? warmup : saidElsewhere
  }),
  row('schedule.restarts', 'lr_scheduler_num_cycles', numberOf),
  row('schedule.power', 'lr_scheduler_power', numberOf),
  // A base that predicts v is asked itself: a switch that is off decides nothing.
  row('objective.prediction', 'v_parameterization', (value) =>
    switchOf(value) === true ? 'v' : saidElsewhere,
  ),
  row('objective.minSnrGamma', 'min_snr_gamma', nullAtZero),
  row('objective.noiseOffset', 'noise_offset', numberOf),
  row('objective.inputPerturbation', 'ip_noise_gamma', numberOf),
  row('objective.firstTimestep', 'min_timestep', numberOf),
  // Its upper end is not part of the range.
  row('objective.lastTimestep', 'max_timestep', (value) => {
    const end = numberOf(value)
    return end === undefined ? undefined : end - 1
  }),
  row('save.every', 'save_every_n_steps', nullAtZero),
  row('save.everyEpochs', 'save_every_n_epochs', nullAtZero),
  row('save.type', 'save_precision', types),
]

export const kohyaFields: readonly FieldRow[] = [
  row('base', 'pretrained_model_name_or_path', textOf),
  row('name', 'output_name', textOf),
  row('comment', 'training_comment', textOf),
  ...adapter,
  ...data,
  ...steps,
]
