// Configurations of OneTrainer (.json) as recipes; names and units are those of its TrainConfig and ConceptConfig.
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

const oneOf =
  (table: Readonly<Record<string, string>>) =>
  (value: unknown): string | undefined =>
    typeof value === 'string' && Object.hasOwn(table, value) ? table[value] : undefined

const types = oneOf({ FLOAT_32: 'f32', FLOAT_16: 'f16', BFLOAT_16: 'bf16' })
/** OneTrainer gives noise levels as shares of the schedule. */
const timestep = (value: unknown): number | undefined => {
  const share = numberOf(value)
  return share === undefined ? undefined : Math.min(999, Math.floor(share * 1000))
}
const every =
  (unit: string, name: string) =>
  (value: unknown, all: Settings): number | undefined =>
    all.get(name) === unit ? positiveOf(value) : undefined
const lokr =
  (as: CarryRow['as']): CarryRow['as'] =>
  (value, all) =>
    all.get('peft_type') === 'LOKR' ? as(value, all) : undefined

const rows: readonly CarryRow[] = [
  row('base_model_name', 'base', textOf),
  row('concept.path', 'data.folder', textOf),
  row('save_filename_prefix', 'name', textOf),
  row('peft_type', 'adapter.kind', oneOf({ LORA: 'lora', LOHA: 'loha', LOKR: 'lokr' })),
  row('lora_rank', 'adapter.rank', numberOf),
  row('lokr_dim', 'adapter.rank', lokr(numberOf)),
  row('lora_alpha', 'adapter.alpha', numberOf),
  row('lora_decompose', 'adapter.dora', switchOf),
  row('lora_model_name', 'adapter.startFrom', textOf),
  row('lokr_decompose_factor', 'adapter.factor', lokr(numberOf)),
  row('lokr_decompose_both', 'adapter.decomposeBoth', lokr(switchOf)),
  row('lokr_full_matrix', 'adapter.fullMatrix', lokr(switchOf)),
  row('dropout_probability', 'adapter.dropout', numberOf),
  row('lora_weight_dtype', 'save.type', () => undefined),
  row('output_dtype', 'save.type', types),
  row('unet.train', 'unet.train', switchOf),
  row('unet.learning_rate', 'unet.learningRate', positiveOf),
  row('learning_rate', 'unet.learningRate', positiveOf),
  row('text_encoder.train', 'textEncoder.train', switchOf),
  row('text_encoder.learning_rate', 'textEncoder.learningRate', positiveOf),
  row('learning_rate', 'textEncoder.learningRate', positiveOf),
  row('text_encoder_layer_skip', 'clipSkip', (value) => {
    const skipped = numberOf(value)
    return skipped === undefined ? undefined : skipped + 1
  }),
  row(
    'optimizer.optimizer',
    'optimizer.kind',
    oneOf({
      ADAMW: 'adamw',
      ADAMW_8BIT: 'adamw',
      LION: 'lion',
      LION_8BIT: 'lion',
      PRODIGY: 'prodigy',
      ADAFACTOR: 'adafactor',
    }),
  ),
  row('optimizer.beta1', 'optimizer.beta1', numberOf),
  row('optimizer.beta2', 'optimizer.beta2', numberOf),
  row('optimizer.beta3', 'optimizer.beta3', numberOf),
  row('optimizer.eps', 'optimizer.epsilon', numberOf),
  row('optimizer.weight_decay', 'optimizer.weightDecay', numberOf),
  row('optimizer.d0', 'optimizer.estimate', numberOf),
  row('optimizer.d_coef', 'optimizer.coefficient', numberOf),
  row('optimizer.growth_rate', 'optimizer.growth', numberOf),
  row('optimizer.safeguard_warmup', 'optimizer.safeguardWarmup', switchOf),
  row('optimizer.use_bias_correction', 'optimizer.biasCorrection', switchOf),
  row('optimizer.relative_step', 'optimizer.relativeStep', switchOf),
  row('optimizer.scale_parameter', 'optimizer.scaleParameter', switchOf),
  row('optimizer.clip_threshold', 'optimizer.clipThreshold', numberOf),
  row('optimizer.decay_rate', 'optimizer.decayRate', numberOf),
  row(
    'learning_rate_scheduler',
    'schedule.kind',
    oneOf({
      CONSTANT: 'constant',
      LINEAR: 'linear',
      COSINE: 'cosine',
      COSINE_WITH_RESTARTS: 'cosine_with_restarts',
    }),
  ),
  row('learning_rate_warmup_steps', 'schedule.warmupSteps', numberOf),
  row('learning_rate_cycles', 'schedule.restarts', numberOf),
  row('epochs', 'epochs', positiveOf),
  row('batch_size', 'batch', numberOf),
  row('gradient_accumulation_steps', 'accumulation', numberOf),
  row('clip_grad_norm', 'clip', numberOf),
  row('ema_decay', 'emaDecay', (value, all) =>
    all.get('ema') === 'OFF' || !all.has('ema') ? undefined : numberOf(value),
  ),
  row('resolution', 'data.width', numberOf),
  row('resolution', 'data.height', numberOf),
  row('aspect_ratio_bucketing', 'data.buckets.on', switchOf),
  row('concept.balancing', 'data.repeats', (value, all) =>
    all.get('concept.balancing_strategy') === 'SAMPLES' ? undefined : positiveOf(value),
  ),
  row('concept.repeats', 'data.repeats', positiveOf),
  row('concept.image.enable_random_flip', 'data.flip', switchOf),
  row('concept.image.enable_crop_jitter', 'data.randomCrop', switchOf),
  row('concept.text.enable_tag_shuffling', 'captions.shuffle', switchOf),
  row('concept.text.keep_tags_count', 'captions.keepTokens', numberOf),
  row('concept.text.tag_dropout_probability', 'captions.tagDropout', (value, all) =>
    all.get('concept.text.tag_dropout_enable') === true ? numberOf(value) : undefined,
  ),
  row('masked_training', 'data.masks.from', (value) => (switchOf(value) === true ? 'files' : undefined)),
  row('unmasked_weight', 'data.masks.unmaskedWeight', numberOf),
  row('loss_weight_strength', 'objective.minSnrGamma', (value, all) =>
    all.get('loss_weight_fn') === 'MIN_SNR_GAMMA' ? positiveOf(value) : undefined,
  ),
  row('offset_noise_weight', 'objective.noiseOffset', numberOf),
  row('perturbation_noise_weight', 'objective.inputPerturbation', numberOf),
  row('force_v_prediction', 'objective.prediction', (value) => (switchOf(value) === true ? 'v' : undefined)),
  row('force_epsilon_prediction', 'objective.prediction', (value) =>
    switchOf(value) === true ? 'epsilon' : undefined,
  ),
  row('min_noising_strength', 'objective.firstTimestep', timestep),
  row('max_noising_strength', 'objective.lastTimestep', timestep),
  row('save_every', 'save.every', every('STEP', 'save_every_unit')),
  row('save_every', 'save.everyEpochs', every('EPOCH', 'save_every_unit')),
]

/** Read together with others, or plain where they say what a recipe does anyway. */
const explained: Readonly<Record<string, readonly unknown[]>> = {
  save_every_unit: ['STEP', 'EPOCH', 'NEVER'],
  ema: ['OFF', 'CPU', 'GPU'],
  loss_weight_fn: ['CONSTANT', 'MIN_SNR_GAMMA'],
  training_method: ['LORA'],
  mse_strength: [1],
  'concept.balancing_strategy': ['REPEATS'],
  'concept.text.tag_dropout_enable': [true],
  'concept.text.tag_delimiter': [','],
  'concept.text.prompt_source': ['sample'],
  timestep_distribution: ['UNIFORM'],
  train_dtype: ['FLOAT_32'],
  'concept.enabled': [true],
}

const machine =
  /^(__version|config_version|debug|workspace|cache_dir|tensorboard|continue_last|prevent_|include_train|multi_gpu|device_indexes|caching_threads|prefetch|train_device|train_dtype|temp_device|only_cache|attention_mechanism|async_|compile|gradient_checkpointing|enable_|fallback_train|weight_dtype|image_caching|text_caching|latent_caching|clear_cache|backup|rolling|sample|output_model|concept_file|cloud|secrets|optimizer_defaults|fused|stochastic|.*\.weight_dtype|concept\.(name|seed|__version))/

/** Errors: `import/not-a-configuration`, `import/other-model`. */
export function importOneTrainer(text: string): ImportedRecipe {
  const configuration = parsedObject(() => JSON.parse(text), notOne)
  const settings = new Map<string, unknown>()
  const notes: NotCarried[] = []
  for (const [key, value] of Object.entries(configuration)) {
    if (key === 'concepts') addConcepts(value, settings, notes)
    else if (isRecord(value) && key !== 'optimizer_defaults') flatten(key, value, settings)
    else settings.set(key, value)
  }
  const model = textOf(settings.get('model_type')) ?? ''
  if (
    model !== '' &&
    !/^(STABLE_DIFFUSION_(15|20|20_BASE|21|21_BASE)|STABLE_DIFFUSION_XL_10_BASE)$/.test(model)
  )
    throw new AppError(
      'import/other-model',
      `The configuration is for a model (${model}) that cannot be trained here.`,
      {
        hint: 'Choose one for Stable Diffusion 1, 2 or XL.',
      },
    )
  settings.delete('model_type')
  const { notCarried, ...rest } = carry(settings, rows, machine, notes)
  const isExplained = (setting: string): boolean =>
    explained[setting]?.includes(settings.get(setting)) ?? false
  return { ...rest, notCarried: notCarried.filter(({ setting }) => !isExplained(setting)) }
}

function addConcepts(value: unknown, settings: Map<string, unknown>, notes: NotCarried[]): void {
  const concepts = Array.isArray(value)
    ? value.filter(isRecord).filter(({ enabled }) => enabled !== false)
    : []
  const [first, ...others] = concepts
  if (first !== undefined) flatten('concept', first, settings)
  for (const other of others)
    notes.push({
      setting: 'concepts',
      value: JSON.stringify(other).slice(0, 200),
      why: 'A recipe has one folder: put the pictures into subfolders called N_name.',
    })
}

function flatten(
  prefix: string,
  record: Readonly<Record<string, unknown>>,
  into: Map<string, unknown>,
): void {
  for (const [key, value] of Object.entries(record)) {
    if (isRecord(value)) flatten(`${prefix}.${key}`, value, into)
    else into.set(`${prefix}.${key}`, value)
  }
}

function notOne(cause: unknown): AppError {
  return new AppError(
    'import/not-a-configuration',
    'This is no configuration of OneTrainer that can be read.',
    {
      hint: 'Choose the .json file that OneTrainer saved.',
      cause,
    },
  )
}
