// Fields of a recipe from OneTrainer's settings; names and units are those of its TrainConfig and ConceptConfig.
import type { FieldRow } from './carry.ts'
import { saidElsewhere } from './carry.ts'
import { concluded, row, together } from './rows.ts'
import { numberOf, switchOf, textOf, valueOf, type Settings } from './settings.ts'

/** Its words are written in capitals and taken as they stand. */
const oneOf =
  (table: Readonly<Record<string, unknown>>) =>
  (value: unknown): unknown =>
    typeof value === 'string' && Object.hasOwn(table, value) ? table[value] : undefined

const isLokr = (all: Settings): boolean => valueOf(all, 'peft_type') === 'LOKR'
const lokr =
  (as: (value: unknown) => unknown): FieldRow['as'] =>
  (value, all) =>
    isLokr(all) ? as(value) : saidElsewhere

/** Substrings of module names; with none every layer is adapted, convolutions too. */
const layers: Readonly<Record<string, 'full' | 'transformer' | 'attention'>> = {
  '': 'full',
  attentions: 'transformer',
  attn: 'attention',
}
const layerPresets: Readonly<Record<string, string>> = {
  full: '',
  'attn-mlp': 'attentions',
  'attn-only': 'attn',
}

function layersOf(all: Settings): (typeof layers)[string] | undefined {
  if (switchOf(valueOf(all, 'layer_filter_regex')) === true) return undefined
  const preset = valueOf(all, 'layer_filter_preset')
  const filter =
    typeof preset === 'string' && Object.hasOwn(layerPresets, preset)
      ? layerPresets[preset]!
      : (textOf(valueOf(all, 'layer_filter')) ?? '').trim()
  return Object.hasOwn(layers, filter) ? layers[filter] : undefined
}

const kinds: Readonly<Record<string, string>> = { LORA: 'lora', LOHA: 'loha', LOKR: 'lokr' }

function kindOf(all: Settings): string | undefined {
  const type = valueOf(all, 'peft_type')
  const kind = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type] : undefined
  return kind === 'lora' && layersOf(all) === 'full' ? 'locon' : kind
}

const rankOf = (all: Settings): number | undefined =>
  numberOf(valueOf(all, isLokr(all) ? 'lokr_dim' : 'lora_rank'))

/** `NamedParameterGroup`: the rate grows with the root of what is scaled by. */
function scaled(rate: unknown, all: Settings): number | undefined {
  const batch = numberOf(valueOf(all, 'batch_size')) ?? 1
  const passes = numberOf(valueOf(all, 'gradient_accumulation_steps')) ?? 1
  const scales: Readonly<Record<string, number>> = {
    NONE: 1,
    BATCH: batch,
    GLOBAL_BATCH: batch,
    GRADIENT_ACCUMULATION: passes,
    BOTH: batch * passes,
    GLOBAL_BOTH: batch * passes,
  }
  const number = numberOf(rate)
  const scale = scales[String(valueOf(all, 'learning_rate_scaler'))] ?? 1
  return number === undefined ? undefined : number * Math.sqrt(scale)
}

type Part = 'unet' | 'text_encoder' | 'text_encoder_2'

const rateOf = (part: Part, all: Settings): number | undefined =>
  scaled(valueOf(all, `${part}.learning_rate`) ?? valueOf(all, 'learning_rate'), all)

/** A rate of 0 changes nothing, as if the part were not trained. */
const trains = (part: Part, all: Settings): boolean =>
  switchOf(valueOf(all, `${part}.train`)) === true && rateOf(part, all) !== 0

const rateSources = ['learning_rate', 'learning_rate_scaler', 'batch_size', 'gradient_accumulation_steps']

const adapter: readonly FieldRow[] = [
  together('adapter.kind', ['peft_type', 'training_method'], (all) =>
    valueOf(all, 'training_method') === 'LORA' ? kindOf(all) : undefined,
  ),
  together('adapter.layers', ['layer_filter_preset', 'layer_filter', 'layer_filter_regex'], layersOf),
  row('adapter.rank', 'lora_rank', (value, all) => (isLokr(all) ? saidElsewhere : numberOf(value))),
  row('adapter.rank', 'lokr_dim', lokr(numberOf)),
  row('adapter.alpha', 'lora_alpha', numberOf),
  // Convolutions have no rank of their own there; LoCon takes the other by itself.
  together('adapter.convRank', ['layer_filter_preset', 'layer_filter', 'lora_rank', 'lokr_dim'], (all) => {
    const chosen = layersOf(all)
    if (chosen === undefined) return undefined
    return chosen === 'full' && kindOf(all) !== 'locon' ? rankOf(all) : saidElsewhere
  }),
  row('adapter.dora', 'lora_decompose', (value, all) => (isLokr(all) ? saidElsewhere : switchOf(value))),
  row('adapter.dora', 'lokr_weight_decompose', lokr(switchOf)),
  row('adapter.factor', 'lokr_decompose_factor', lokr(numberOf)),
  row('adapter.decomposeBoth', 'lokr_decompose_both', lokr(switchOf)),
  row('adapter.fullMatrix', 'lokr_full_matrix', lokr(switchOf)),
  row('adapter.tucker', 'lokr_use_tucker', lokr(switchOf)),
  row('adapter.dropout', 'dropout_probability', numberOf),
  row('adapter.startFrom', 'lora_model_name', textOf),
  concluded('unet.train', ['unet.train', 'unet.learning_rate'], (all) => trains('unet', all)),
  together('unet.learningRate', ['unet.learning_rate', ...rateSources], (all) =>
    trains('unet', all) ? rateOf('unet', all) : saidElsewhere,
  ),
  concluded('textEncoder.train', ['text_encoder.train', 'text_encoder.learning_rate'], (all) =>
    trains('text_encoder', all),
  ),
  together('textEncoder.learningRate', ['text_encoder.learning_rate', ...rateSources], (all) =>
    trains('text_encoder', all) ? rateOf('text_encoder', all) : saidElsewhere,
  ),
  concluded('textEncoder2.train', ['text_encoder_2.train', 'text_encoder_2.learning_rate'], (all) =>
    trains('text_encoder', all) === trains('text_encoder_2', all)
      ? saidElsewhere
      : trains('text_encoder_2', all),
  ),
  together('textEncoder2.learningRate', ['text_encoder_2.learning_rate', ...rateSources], (all) => {
    const [first, second] = [rateOf('text_encoder', all), rateOf('text_encoder_2', all)]
    return trains('text_encoder_2', all) && (first !== second || !trains('text_encoder', all))
      ? second
      : saidElsewhere
  }),
]

const optimizer: readonly FieldRow[] = [
  row(
    'optimizer.kind',
    'optimizer.optimizer',
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
  row('optimizer.epsilon', 'optimizer.eps', (value, all) =>
    valueOf(all, 'optimizer.optimizer') === 'ADAFACTOR' ? undefined : numberOf(value),
  ),
  row('optimizer.weightDecay', 'optimizer.weight_decay', numberOf),
  row('optimizer.estimate', 'optimizer.d0', numberOf),
  row('optimizer.coefficient', 'optimizer.d_coef', numberOf),
  // Infinity, in Python's JSON, stands for “unlimited”.
  row('optimizer.growth', 'optimizer.growth_rate', (value) =>
    value === 'Infinity' ? saidElsewhere : numberOf(value),
  ),
  row('optimizer.safeguardWarmup', 'optimizer.safeguard_warmup', switchOf),
  row('optimizer.biasCorrection', 'optimizer.use_bias_correction', switchOf),
  row('optimizer.relativeStep', 'optimizer.relative_step', switchOf),
  row('optimizer.scaleParameter', 'optimizer.scale_parameter', switchOf),
  row('optimizer.clipThreshold', 'optimizer.clip_threshold', numberOf),
  row('optimizer.decayRate', 'optimizer.decay_rate', numberOf),
]

/** `create_lr_scheduler`: more than 1 is a number of batches, the rest a share of the run. */
const warmup = (value: unknown, all: Settings): { steps: number; share: number } | undefined => {
  const number = numberOf(value)
  if (number === undefined) return undefined
  const passes = numberOf(valueOf(all, 'gradient_accumulation_steps')) ?? 1
  if (number > 1) return { steps: Math.floor(number / passes), share: 0 }
  return { steps: 0, share: Math.max(0, number) }
}

const steps: readonly FieldRow[] = [
  row(
    'schedule.kind',
    'learning_rate_scheduler',
    oneOf({
      CONSTANT: 'constant',
      LINEAR: 'linear',
      COSINE: 'cosine',
      // Its other one with restarts rises as slowly as it falls.
      COSINE_WITH_HARD_RESTARTS: 'cosine_with_restarts',
    }),
  ),
  row('schedule.warmupSteps', 'learning_rate_warmup_steps', (value, all) => warmup(value, all)?.steps),
  row('schedule.warmupShare', 'learning_rate_warmup_steps', (value, all) => warmup(value, all)?.share),
  row('schedule.restarts', 'learning_rate_cycles', numberOf),
  row('epochs', 'epochs', numberOf),
  row('batch', 'batch_size', numberOf),
  row('accumulation', 'gradient_accumulation_steps', numberOf),
  // Empty clips nothing.
  row('clip', 'clip_grad_norm', (value) => (value === null ? 0 : numberOf(value))),
  together('emaDecay', ['ema_decay', 'ema', 'ema_update_step_interval'], (all) => {
    if (valueOf(all, 'ema') === 'OFF') return saidElsewhere
    const decay = numberOf(valueOf(all, 'ema_decay'))
    const interval = numberOf(valueOf(all, 'ema_update_step_interval')) ?? 1
    // Every fifth step with 0.999 forgets as much as every step with its fifth root.
    return decay === undefined ? undefined : decay ** (1 / Math.max(1, interval))
  }),
  row('clipSkip', 'text_encoder_layer_skip', (value) => {
    const skipped = numberOf(value)
    return skipped === undefined ? undefined : skipped + 1
  }),
  together('objective.minSnrGamma', ['loss_weight_strength', 'loss_weight_fn'], (all) => {
    const weighting = valueOf(all, 'loss_weight_fn')
    if (weighting === 'MIN_SNR_GAMMA') return numberOf(valueOf(all, 'loss_weight_strength'))
    return weighting === 'CONSTANT' ? saidElsewhere : undefined
  }),
  row('objective.noiseOffset', 'offset_noise_weight', numberOf),
  row('objective.prediction', 'force_v_prediction', (value) =>
    switchOf(value) === true ? 'v' : saidElsewhere,
  ),
  row('objective.prediction', 'force_epsilon_prediction', (value) =>
    switchOf(value) === true ? 'epsilon' : saidElsewhere,
  ),
  row('objective.firstTimestep', 'min_noising_strength', (value) => timestep(value)),
  // The upper end is not part of the range.
  row('objective.lastTimestep', 'max_noising_strength', (value) => {
    const end = timestep(value)
    return end === undefined ? undefined : end - 1
  }),
  row('save.type', 'output_dtype', oneOf({ FLOAT_32: 'f32', FLOAT_16: 'f16', BFLOAT_16: 'bf16' })),
  together('save.every', ['save_every', 'save_every_unit'], every('STEP')),
  together('save.everyEpochs', ['save_every', 'save_every_unit'], every('EPOCH')),
]

/** Noise levels are shares of the schedule. */
function timestep(value: unknown): number | undefined {
  const share = numberOf(value)
  return share === undefined ? undefined : Math.floor(share * 1000)
}

/** In other units, minutes say, nothing is saved here. */
function every(unit: string): (all: Settings) => unknown {
  return (all) => {
    const own = valueOf(all, 'save_every_unit')
    const number = numberOf(valueOf(all, 'save_every'))
    if (own === unit && number !== undefined && number > 0) return number
    return own === 'STEP' || own === 'EPOCH' || own === 'NEVER' || number === 0 ? saidElsewhere : undefined
  }
}

/** `1024`, `768x1024`, or several with commas between. */
const sideAt =
  (index: 0 | 1) =>
  (value: unknown): number | undefined => {
    const [first = ''] = String(value).split(',')
    const sides = first.split('x')
    return numberOf(sides[index] ?? sides[0])
  }

const data: readonly FieldRow[] = [
  row('data.folder', 'concept.path', textOf),
  row('data.width', 'resolution', sideAt(0)),
  row('data.height', 'resolution', sideAt(1)),
  row('data.buckets.on', 'aspect_ratio_bucketing', switchOf),
  row('data.repeats', 'concept.balancing', (value, all) =>
    valueOf(all, 'concept.balancing_strategy') === 'SAMPLES' ? undefined : numberOf(value),
  ),
  row('data.flip', 'concept.image.enable_random_flip', switchOf),
  row('data.randomCrop', 'concept.image.enable_crop_jitter', switchOf),
  row('data.masks.from', 'masked_training', (value) => {
    const isOn = switchOf(value)
    return isOn === undefined ? undefined : isOn ? 'files' : 'none'
  }),
  row('data.masks.unmaskedWeight', 'unmasked_weight', numberOf),
  row('captions.shuffle', 'concept.text.enable_tag_shuffling', switchOf),
  row('captions.keepTokens', 'concept.text.keep_tags_count', numberOf),
  together(
    'captions.tagDropout',
    ['concept.text.tag_dropout_probability', 'concept.text.tag_dropout_enable'],
    (all) =>
      switchOf(valueOf(all, 'concept.text.tag_dropout_enable')) === true
        ? numberOf(valueOf(all, 'concept.text.tag_dropout_probability'))
        : saidElsewhere,
  ),
  row('captions.dropout', 'text_encoder.dropout_probability', numberOf),
]

export const oneTrainerFields: readonly FieldRow[] = [
  row('base', 'base_model_name', textOf),
  row('name', 'save_filename_prefix', textOf),
  ...adapter,
  ...data,
  ...steps,
  ...optimizer,
]
