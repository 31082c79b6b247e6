// Configurations of kohya's sd-scripts (.toml, with or without sections, and dataset configurations) and of bmaltais's
// GUI (.json) as recipes.
import { parse } from 'smol-toml'
import { AppError } from '../../base/errors.ts'
import {
  carry,
  isRecord,
  parsedObject,
  numberOf,
  positiveOf,
  row,
  switchOf,
  textOf,
  type CarryRow,
  type ImportedRecipe,
  type NotCarried,
  type Settings,
} from './carry.ts'

const kinds: Readonly<Record<string, string>> = {
  standard: 'lora',
  'networks.lora': 'lora',
  'kohya locon': 'locon',
  'lycoris/locon': 'locon',
  'lycoris/loha': 'loha',
  'lycoris/lokr': 'lokr',
  lora: 'locon',
  locon: 'locon',
  loha: 'loha',
  lokr: 'lokr',
}

const optimizers: Readonly<Record<string, string>> = {
  adamw: 'adamw',
  adamw8bit: 'adamw',
  pagedadamw: 'adamw',
  pagedadamw8bit: 'adamw',
  lion: 'lion',
  lion8bit: 'lion',
  prodigy: 'prodigy',
  adafactor: 'adafactor',
}

const schedules: Readonly<Record<string, string>> = {
  constant: 'constant',
  constant_with_warmup: 'constant',
  linear: 'linear',
  cosine: 'cosine',
  cosine_with_restarts: 'cosine_with_restarts',
  polynomial: 'polynomial',
}

const types: Readonly<Record<string, string>> = {
  float: 'f32',
  fp32: 'f32',
  no: 'f32',
  fp16: 'f16',
  bf16: 'bf16',
}

const oneOf =
  (table: Readonly<Record<string, string>>) =>
  (value: unknown): string | undefined => {
    const name = typeof value === 'string' ? value.trim().toLowerCase() : ''
    return Object.hasOwn(table, name) ? table[name] : undefined
  }

/** `512`, `"512,768"` or `[512, 768]`. */
const sideAt =
  (index: 0 | 1) =>
  (value: unknown): number | undefined => {
    const parts: unknown[] = Array.isArray(value)
      ? value
      : typeof value === 'string'
        ? value.split(/[,x]/)
        : [value]
    return numberOf(parts[index] ?? parts[0])
  }

const nameOf = oneOf(kinds)
/** kohya trains what is not excluded. */
const unless = (value: unknown): boolean | undefined => {
  const only = switchOf(value)
  return only === undefined ? undefined : !only
}
const firstRate = (value: unknown): number | undefined => numberOf(Array.isArray(value) ? value[0] : value)

const rows: readonly CarryRow[] = [
  row('pretrained_model_name_or_path', 'base', textOf),
  row('train_data_dir', 'data.folder', textOf),
  row('image_dir', 'data.folder', textOf),
  row('reg_data_dir', 'prior.folder', textOf),
  row('output_name', 'name', textOf),
  row('training_comment', 'comment', textOf),
  row('algo', 'adapter.kind', nameOf),
  row('LoRA_type', 'adapter.kind', nameOf),
  row('network_module', 'adapter.kind', (value, all) =>
    value === 'networks.lora'
      ? all.has('conv_dim')
        ? 'locon'
        : 'lora'
      : value === 'lycoris.kohya'
        ? 'locon'
        : undefined,
  ),
  row('network_dim', 'adapter.rank', numberOf),
  row('network_alpha', 'adapter.alpha', numberOf),
  row('conv_dim', 'adapter.convRank', positiveOf),
  row('conv_alpha', 'adapter.convAlpha', positiveOf),
  row('factor', 'adapter.factor', numberOf),
  row('decompose_both', 'adapter.decomposeBoth', switchOf),
  row('full_matrix', 'adapter.fullMatrix', switchOf),
  row('use_tucker', 'adapter.tucker', switchOf),
  row('use_cp', 'adapter.tucker', switchOf),
  row('dora_wd', 'adapter.dora', switchOf),
  row('network_dropout', 'adapter.dropout', numberOf),
  row('dropout', 'adapter.dropout', numberOf),
  row('rank_dropout', 'adapter.rankDropout', numberOf),
  row('module_dropout', 'adapter.moduleDropout', numberOf),
  row('network_weights', 'adapter.startFrom', textOf),
  row('lora_network_weights', 'adapter.startFrom', textOf),
  row('network_train_text_encoder_only', 'unet.train', unless),
  row('network_train_unet_only', 'textEncoder.train', unless),
  row('unet_lr', 'unet.learningRate', positiveOf),
  row('text_encoder_lr', 'textEncoder.learningRate', firstRate),
  row('learning_rate', 'unet.learningRate', positiveOf),
  row('optimizer_type', 'optimizer.kind', oneOf(optimizers)),
  row('optimizer', 'optimizer.kind', oneOf(optimizers)),
  row('lr_scheduler', 'schedule.kind', oneOf(schedules)),
  row('lr_warmup_steps', 'schedule.warmupSteps', numberOf),
  row('lr_warmup', 'schedule.warmupSteps', (value, all) => {
    const percent = numberOf(value)
    const steps = positiveOf(all.get('max_train_steps'))
    return percent === undefined || steps === undefined ? undefined : Math.round((percent / 100) * steps)
  }),
  row('lr_scheduler_num_cycles', 'schedule.restarts', numberOf),
  row('lr_scheduler_power', 'schedule.power', numberOf),
  row('max_train_steps', 'steps', positiveOf),
  row('max_train_epochs', 'epochs', positiveOf),
  row('epoch', 'epochs', positiveOf),
  row('train_batch_size', 'batch', numberOf),
  row('batch_size', 'batch', numberOf),
  row('gradient_accumulation_steps', 'accumulation', numberOf),
  row('max_grad_norm', 'clip', numberOf),
  row('seed', 'seed', numberOf),
  row('clip_skip', 'clipSkip', positiveOf),
  row('max_token_length', 'maxTokens', numberOf),
  row('resolution', 'data.width', sideAt(0)),
  row('resolution', 'data.height', sideAt(1)),
  row('max_resolution', 'data.width', sideAt(0)),
  row('max_resolution', 'data.height', sideAt(1)),
  row('num_repeats', 'data.repeats', positiveOf),
  row('dataset_repeats', 'data.repeats', positiveOf),
  row('random_crop', 'data.randomCrop', switchOf),
  row('flip_aug', 'data.flip', switchOf),
  row('enable_bucket', 'data.buckets.on', switchOf),
  row('min_bucket_reso', 'data.buckets.min', positiveOf),
  row('max_bucket_reso', 'data.buckets.max', positiveOf),
  row('bucket_reso_steps', 'data.buckets.step', positiveOf),
  row('bucket_no_upscale', 'data.buckets.noUpscale', switchOf),
  row('masked_loss', 'data.masks.from', (value) => (switchOf(value) === true ? 'files' : undefined)),
  row('alpha_mask', 'data.masks.from', (value) => (switchOf(value) === true ? 'alpha' : undefined)),
  row('conditioning_data_dir', 'data.masks.folder', textOf),
  row('validation_split', 'data.holdOut', numberOf),
  row('validate_every_n_steps', 'data.holdOutEvery', positiveOf),
  row('caption_extension', 'captions.extension', textOf),
  row('caption_prefix', 'captions.trigger', textOf),
  row('class_tokens', 'captions.classWord', textOf),
  row('shuffle_caption', 'captions.shuffle', switchOf),
  row('keep_tokens', 'captions.keepTokens', numberOf),
  row('keep_tokens_separator', 'captions.keepSeparator', textOf),
  row('caption_dropout_rate', 'captions.dropout', numberOf),
  row('caption_dropout_every_n_epochs', 'captions.dropoutEveryEpochs', numberOf),
  row('caption_tag_dropout_rate', 'captions.tagDropout', numberOf),
  row('prior_loss_weight', 'prior.weight', numberOf),
  row('v_parameterization', 'objective.prediction', (value) => (switchOf(value) === true ? 'v' : undefined)),
  row('min_snr_gamma', 'objective.minSnrGamma', positiveOf),
  row('noise_offset', 'objective.noiseOffset', numberOf),
  row('ip_noise_gamma', 'objective.inputPerturbation', numberOf),
  row('min_timestep', 'objective.firstTimestep', numberOf),
  // kohya's upper end is not part of the range.
  row('max_timestep', 'objective.lastTimestep', (value) => {
    const end = positiveOf(value)
    return end === undefined ? undefined : end - 1
  }),
  row('save_every_n_steps', 'save.every', positiveOf),
  row('save_every_n_epochs', 'save.everyEpochs', positiveOf),
  row('save_precision', 'save.type', oneOf(types)),
  row('weight_decay', 'optimizer.weightDecay', numberOf),
  row('betas', 'optimizer.beta1', sideAt(0)),
  row('betas', 'optimizer.beta2', sideAt(1)),
  row('eps', 'optimizer.epsilon', numberOf),
  row('d0', 'optimizer.estimate', numberOf),
  row('d_coef', 'optimizer.coefficient', numberOf),
  row('growth_rate', 'optimizer.growth', numberOf),
  row('safeguard_warmup', 'optimizer.safeguardWarmup', switchOf),
  row('use_bias_correction', 'optimizer.biasCorrection', switchOf),
  row('relative_step', 'optimizer.relativeStep', switchOf),
  row('scale_parameter', 'optimizer.scaleParameter', switchOf),
  row('clip_threshold', 'optimizer.clipThreshold', numberOf),
  row('decay_rate', 'optimizer.decayRate', numberOf),
]

const machine =
  /^(output_dir|logging_dir|log_|wandb|huggingface|num_|gpu_|multi_gpu|main_process|xformers|sdpa|mem_eff|cache_|lowram|highvram|no_half|mixed_precision|full_(fp|bf)16|fp8|gradient_checkpointing|max_data_loader|persistent|additional_parameters|extra_accelerate|dynamo|save_state|save_last|save_model_as|vae_batch|dataset_config|model_list)/

/** `text` is TOML or JSON, told apart by its first sign. Errors: `import/not-a-configuration`. */
export function importKohya(text: string): ImportedRecipe {
  const { settings, notes } = flattened(
    parsedObject(() => (text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text)), notOne),
  )
  return carry(unpacked(settings), rows, machine, notes)
}

function notOne(cause: unknown): AppError {
  return new AppError(
    'import/not-a-configuration',
    'This is no configuration of kohya’s trainers that can be read.',
    {
      hint: 'Choose the .toml or .json file that the trainer saved.',
      cause,
    },
  )
}

/** Sections only group; of several datasets and subsets the first counts, as a recipe has one folder. */
function flattened(configuration: Readonly<Record<string, unknown>>): {
  settings: Map<string, unknown>
  notes: NotCarried[]
} {
  const settings = new Map<string, unknown>()
  const notes: NotCarried[] = []
  const walk = (record: Readonly<Record<string, unknown>>): void => {
    for (const [key, value] of Object.entries(record)) {
      const lists = key === 'datasets' || key === 'subsets'
      if (lists && Array.isArray(value)) {
        const [first, ...others] = value.filter(isRecord)
        if (first !== undefined) walk(first)
        for (const other of others)
          notes.push({
            setting: key,
            value: JSON.stringify(other).slice(0, 200),
            why: 'A recipe has one folder: put the pictures into subfolders called N_name.',
          })
      } else if (isRecord(value)) walk(value)
      else settings.set(key, value)
    }
  }
  walk(configuration)
  return { settings, notes }
}

/** `network_args` and `optimizer_args` hold settings of their own, as `name=value`. */
function unpacked(settings: Settings): Settings {
  const all = new Map(settings)
  for (const name of ['network_args', 'optimizer_args']) {
    const value = all.get(name)
    const parts: unknown[] = Array.isArray(value)
      ? value
      : typeof value === 'string'
        ? value.trim().split(/\s+/)
        : []
    const rest: unknown[] = []
    for (const part of parts) {
      const match = /^(\w+)\s*=\s*(.*)$/.exec(typeof part === 'string' ? part.trim() : '')
      if (match === null) rest.push(part)
      else all.set(match[1]!, match[2]!.replace(/^["'(]|["')]$/g, ''))
    }
    if (all.has(name)) all.set(name, rest)
  }
  // The GUI writes 0 for "not the text encoder".
  if (all.has('LoRA_type') && !all.has('network_train_unet_only'))
    all.set('network_train_unet_only', numberOf(all.get('text_encoder_lr')) === 0)
  // sd-scripts trains the text encoder unless told not to.
  else if (!all.has('network_train_unet_only') && (all.has('network_module') || all.has('network_dim')))
    all.set('network_train_unet_only', false)
  // `--learning_rate` is the rate of all that have none of their own.
  if (!all.has('text_encoder_lr') && all.has('learning_rate') && all.has('network_dim'))
    all.set('text_encoder_lr', all.get('learning_rate'))
  return all
}
