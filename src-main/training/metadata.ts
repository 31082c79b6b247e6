// What a trained adapter says about itself: every `ss_*` key that kohya's train_network.py writes for a folder of
// pictures, and ModelSpec 1.0.1. Values are Python's, as text.
import type { Family } from '../architectures/families/family.ts'
import { metadataOut } from '../adapters/rewriting/adapter-metadata-out.ts'
import { encodersOf } from '../contract/recipe-encoders.ts'
import type { Recipe } from '../contract/recipe.ts'
import { hasConvolutions } from '../contract/recipe-rules.ts'
import { bucketInfo, type Fit } from './data/buckets.ts'
import { tagFrequency, type CaptionedPicture } from './captions.ts'
import type { Subset } from './data/dataset.ts'
import { picturesPerEpoch } from './order.ts'
import { warmupOf } from './optimizers/rate-schedule.ts'

export type LearnedPicture = CaptionedPicture & { readonly repeats: number; readonly fit: Fit }

export type TrainedFacts = {
  readonly recipe: Recipe
  readonly family: Family
  readonly predictsV: boolean
  readonly base: { readonly name: string; readonly autoV1: string; readonly sha256: string }
  readonly pictures: readonly LearnedPicture[]
  readonly subsets: readonly Subset[]
  readonly classSubsets: readonly Subset[]
  readonly heldOut: number
  readonly run: {
    /** A number shared by all files of one run. */
    readonly session: number
    /** Unix seconds. */
    readonly startedAt: number
    readonly savedAt: number
    readonly epoch: number
    readonly steps: number
    readonly plannedEpochs: number
    readonly plannedSteps: number
    readonly batchesPerEpoch: number
  }
}

type Value = string | number | boolean | null | Whole
/** Written without `.0`; other numbers are Python floats. */
type Whole = { readonly whole: number }
const whole = (value: number): Whole => ({ whole: value })

/** As Python's str() writes it. */
export function pythonText(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'object') return String(value.whole)
  return typeof value === 'number' ? pythonFloat(value) : value
}

/** The shortest digits that give the same number, with Python's choice between digits and exponent. */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  if (size >= 1e-4 && size < 1e16) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  // JavaScript writes 1e-7 where Python writes 1e-07.
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
}

/** Without the two hashes, which are those of the finished tensors. The order is kohya's. */
export function trainedMetadata(facts: TrainedFacts): Map<string, string> {
  const { recipe, family, run } = facts
  const values: Readonly<Record<string, Value>> = {
    ...runValues(facts),
    ...stepValues(facts),
    ...networkValues(recipe),
    ...baseValues(facts),
    ...objectiveValues(recipe),
    ...pictureValues(facts),
  }
  const own = new Map(Object.entries(values).map(([key, value]) => [key, pythonText(value)] as const))
  const { rank, alpha } = recipe.adapter
  const word = recipe.learn === 'adapter' ? '' : recipe.embedding.word.trim()
  const trigger = [recipe.captions.trigger.trim(), word].filter((said) => said !== '').join(', ')
  const specification: readonly (readonly [string, string])[] = [
    ['modelspec.resolution', `${recipe.data.width}x${recipe.data.height}`],
    ['modelspec.prediction_type', facts.predictsV ? 'v' : 'epsilon'],
    ...timestepRange(recipe),
    ...(family.adapters.metadata.encoderLayer
      ? [['modelspec.encoder_layer', String(recipe.clipSkip)] as const]
      : []),
    ...(trigger === '' ? [] : [['modelspec.trigger_phrase', trigger] as const]),
    ...(recipe.comment === '' ? [] : [['modelspec.description', recipe.comment] as const]),
  ]
  return metadataOut({
    family,
    title: recipe.name,
    from: new Map([...own, ...specification]),
    plain: isPlain(recipe),
    rank,
    alpha,
    mergedFrom: [],
    sources: [],
    date: new Date(run.savedAt * 1000).toISOString().slice(0, 19),
  })
}

function timestepRange({ objective }: Recipe): [string, string][] {
  const { firstTimestep, lastTimestep } = objective
  const all = firstTimestep === 0 && lastTimestep === 999
  return all ? [] : [['modelspec.timestep_range', `${firstTimestep},${lastTimestep + 1}`]]
}

function runValues({ recipe, run }: TrainedFacts): Record<string, Value> {
  return {
    ss_session_id: whole(run.session),
    ss_training_started_at: run.startedAt,
    ss_training_finished_at: run.savedAt,
    ss_output_name: recipe.name,
    ss_training_comment: recipe.comment === '' ? null : recipe.comment,
    ss_sd_scripts_commit_hash: '(unknown)',
    ss_epoch: whole(run.epoch),
    ss_steps: whole(run.steps),
    ss_num_epochs: whole(run.plannedEpochs),
    ss_max_train_steps: whole(run.plannedSteps),
    ss_num_batches_per_epoch: whole(run.batchesPerEpoch),
  }
}

const optimizerClasses = {
  adamw: 'torch.optim.adamw.AdamW',
  lion: 'lion_pytorch.lion_pytorch.Lion',
  prodigy: 'prodigyopt.prodigy.Prodigy',
  adafactor: 'transformers.optimization.Adafactor',
} as const

function stepValues({ recipe, family, run }: TrainedFacts): Record<string, Value> {
  const { optimizer, schedule, unet, accumulation, clip } = recipe
  const warmup = warmupOf(schedule, run.plannedSteps)
  const text = textRates(recipe, family)
  return {
    ss_learning_rate: unet.train ? unet.learningRate : (text.find((rate) => rate > 0) ?? 0),
    ss_unet_lr: unet.train ? unet.learningRate : null,
    ss_text_encoder_lr: textRateValue(text),
    ss_optimizer: `${optimizerClasses[optimizer.kind]}(weight_decay=${pythonFloat(optimizer.weightDecay)}${betas(recipe)})`,
    ss_lr_scheduler: schedule.kind === 'constant' && warmup > 0 ? 'constant_with_warmup' : schedule.kind,
    ss_lr_warmup_steps: whole(warmup),
    ss_max_grad_norm: clip,
    ss_gradient_accumulation_steps: whole(accumulation),
    ss_gradient_checkpointing: true,
    ss_scale_weight_norms: null,
  }
}

/** Of every text encoder there is; 0 for one that is not trained. */
function textRates(recipe: Recipe, { components }: Family): number[] {
  return encodersOf(recipe)
    .slice(0, components.encoders.length)
    .map(({ train, learningRate }) => (train ? learningRate : 0))
}

/** As kohya: one number where all have it, else Python's list. */
function textRateValue(rates: readonly number[]): Value {
  const [rate = 0] = rates
  if (rates.some((other) => other !== rate)) return `[${rates.map(pythonFloat).join(', ')}]`
  return rate === 0 ? null : rate
}

function betas({ optimizer: { kind, beta1, beta2 } }: Recipe): string {
  if (kind === 'adafactor') return beta1 === null ? '' : `,beta1=${pythonFloat(beta1)}`
  if (beta1 === null && beta2 === null) return ''
  return `,betas=(${pythonFloat(beta1 ?? 0.9)}, ${pythonFloat(beta2 ?? (kind === 'lion' ? 0.99 : 0.999))})`
}

/** kohya's own network knows LoRA and LoCon; the rest, DoRA and Tucker among it, is LyCORIS's. */
function isPlain({ adapter: { kind, dora, tucker } }: Recipe): boolean {
  return (kind === 'lora' || kind === 'locon') && !dora && !tucker
}

/** The arguments are texts, whatever they say. */
function networkValues(recipe: Recipe): Record<string, Value> {
  const { kind, rank, alpha, convRank, convAlpha, dropout, rankDropout, moduleDropout } = recipe.adapter
  const convolutions: Record<string, string> = hasConvolutions(recipe)
    ? { conv_dim: String(convRank ?? rank), conv_alpha: pythonFloat(convAlpha ?? alpha) }
    : {}
  const { tucker, dora, factor, decomposeBoth, fullMatrix } = recipe.adapter
  const texts: Record<string, string> = {
    ...(isPlain(recipe) ? {} : { algo: kind }),
    ...convolutions,
    ...(tucker ? { use_tucker: 'True' } : {}),
    ...(dora ? { dora_wd: 'True' } : {}),
    ...(kind === 'lokr' ? { factor: String(factor) } : {}),
    ...(decomposeBoth ? { decompose_both: 'True' } : {}),
    ...(fullMatrix ? { full_matrix: 'True' } : {}),
    ...(rankDropout > 0 ? { rank_dropout: pythonFloat(rankDropout) } : {}),
    ...(moduleDropout > 0 ? { module_dropout: pythonFloat(moduleDropout) } : {}),
  }
  return {
    ss_network_module: isPlain(recipe) ? 'networks.lora' : 'lycoris.kohya',
    ss_network_dim: whole(rank),
    ss_network_alpha: alpha,
    ss_network_dropout: dropout === 0 ? null : dropout,
    ss_network_args: JSON.stringify(texts),
  }
}

function baseValues({ recipe, family, base }: TrainedFacts): Record<string, Value> {
  return {
    ss_mixed_precision: 'no',
    ss_full_fp16: false,
    ss_fp8_base: false,
    ss_fp8_base_unet: false,
    ss_lowram: false,
    ss_cache_latents: !recipe.data.randomCrop,
    ss_v2: family.adapters.metadata.isVersion2,
    ss_sd_model_name: base.name,
    ss_sd_model_hash: base.autoV1,
    ss_new_sd_model_hash: base.sha256,
    ss_vae_name: null,
    ss_vae_hash: null,
    ss_new_vae_hash: null,
    ss_clip_skip: recipe.clipSkip === 1 ? null : whole(recipe.clipSkip),
    ss_max_token_length: recipe.maxTokens === 75 ? null : whole(recipe.maxTokens),
    ss_seed: whole(recipe.seed),
  }
}

function objectiveValues({ objective, prior, captions, data }: Recipe): Record<string, Value> {
  return {
    ss_noise_offset: objective.noiseOffset === 0 ? null : objective.noiseOffset,
    ss_noise_offset_random_strength: false,
    ss_multires_noise_iterations: null,
    ss_multires_noise_discount: 0.3,
    ss_adaptive_noise_scale: null,
    ss_zero_terminal_snr: false,
    ss_min_snr_gamma: objective.minSnrGamma,
    ss_debiased_estimation: false,
    ss_ip_noise_gamma: objective.inputPerturbation === 0 ? null : objective.inputPerturbation,
    ss_ip_noise_gamma_random_strength: false,
    ss_prior_loss_weight: prior.weight,
    ss_loss_type: 'l2',
    ss_huber_schedule: 'snr',
    ss_huber_scale: 1,
    ss_huber_c: 0.1,
    ss_caption_dropout_rate: captions.dropout,
    ss_caption_dropout_every_n_epochs: whole(captions.dropoutEveryEpochs),
    ss_caption_tag_dropout_rate: captions.tagDropout,
    ss_face_crop_aug_range: null,
    ss_validation_seed: null,
    ss_validation_split: data.holdOut,
    ss_max_validation_steps: null,
    ss_validate_every_n_epochs: null,
    ss_validate_every_n_steps: data.holdOut === 0 ? null : whole(data.holdOutEvery),
    ss_resize_interpolation: null,
  }
}

function pictureValues({
  recipe,
  pictures,
  subsets,
  classSubsets,
  heldOut,
}: TrainedFacts): Record<string, Value> {
  const { data, captions, batch, accumulation } = recipe
  const { buckets } = data
  return {
    ss_num_train_images: whole(picturesPerEpoch(pictures)),
    ss_num_reg_images: whole(classSubsets.reduce((sum, { count, repeats }) => sum + count * repeats, 0)),
    ss_num_validation_images: whole(heldOut),
    ss_tag_frequency: JSON.stringify(tagFrequency(pictures, captions.classWord)),
    ss_dataset_dirs: JSON.stringify(folders(subsets)),
    ss_reg_dataset_dirs: JSON.stringify(folders(classSubsets)),
    ss_bucket_info: buckets.on ? JSON.stringify(bucketInfo(pictures)) : 'null',
    ss_batch_size_per_device: whole(batch),
    ss_total_batch_size: whole(batch * accumulation),
    ss_resolution: `(${data.width}, ${data.height})`,
    ss_color_aug: false,
    ss_flip_aug: data.flip,
    ss_random_crop: data.randomCrop,
    ss_shuffle_caption: captions.shuffle,
    ss_enable_bucket: buckets.on,
    ss_bucket_no_upscale: buckets.noUpscale,
    ss_min_bucket_reso: buckets.on && !buckets.noUpscale ? whole(buckets.min) : null,
    ss_max_bucket_reso: buckets.on && !buckets.noUpscale ? whole(buckets.max) : null,
    ss_keep_tokens: whole(captions.keepTokens),
  }
}

/** Folders of the same name are told apart by ` (2)`, ` (3)`, as kohya does. */
function folders(subsets: readonly Subset[]): Record<string, { n_repeats: number; img_count: number }> {
  const named = new Map<string, { n_repeats: number; img_count: number }>()
  for (const { folder, repeats, count } of subsets) {
    let name = folder
    for (let time = 2; named.has(name); time++) name = `${folder} (${time})`
    named.set(name, { n_repeats: repeats, img_count: count })
  }
  return Object.fromEntries(named)
}
