// Which fields of a recipe would do nothing beside which others, and which contradict each other: both are refused.
import { AppError, errorFromReport } from '../base/errors.ts'
import { remark, type Remark } from '../messages/table.ts'
import { encodersOf, trainsAnyEncoder } from './recipe-encoders.ts'
import { readRecipe, type Recipe } from './recipe.ts'
import type { OptimizerName } from './recipe-steps.ts'

/** A field that is set away from its default is refused where `idle` holds. */
export type IdleRule = {
  readonly field: string
  readonly idle: (recipe: Recipe) => boolean
  readonly why: Remark
}

export function hasConvolutions({ adapter }: Recipe): boolean {
  return (
    adapter.layers !== 'attention' &&
    (adapter.kind === 'locon' || (adapter.kind !== 'lora' && adapter.convRank !== null))
  )
}

const many = (fields: readonly string[], idle: IdleRule['idle'], why: Remark): IdleRule[] =>
  fields.map((field) => ({ field, idle, why }))

const ownOptions: Readonly<Record<string, readonly OptimizerName[]>> = {
  beta1: ['adamw', 'lion', 'prodigy', 'adafactor'],
  beta2: ['adamw', 'lion', 'prodigy'],
  beta3: ['prodigy'],
  epsilon: ['adamw', 'prodigy'],
  estimate: ['prodigy'],
  coefficient: ['prodigy'],
  growth: ['prodigy'],
  safeguardWarmup: ['prodigy'],
  biasCorrection: ['prodigy'],
  relativeStep: ['adafactor'],
  scaleParameter: ['adafactor'],
  clipThreshold: ['adafactor'],
  decayRate: ['adafactor'],
}

const adapterFields = [
  'kind layers rank alpha convRank convAlpha tucker factor decomposeBoth fullMatrix dora dropout rankDropout',
  'moduleDropout startFrom',
].flatMap((line) => line.split(' ').map((name) => `adapter.${name}`))

const tuned = (recipe: Recipe): boolean => recipe.prior.folder !== null || recipe.prior.prompt !== ''
const relative = ({ optimizer }: Recipe): boolean => optimizer.kind === 'adafactor' && optimizer.relativeStep
const ordered = ({ captions }: Recipe): boolean => !captions.shuffle && captions.tagDropout === 0

export const idleRules: readonly IdleRule[] = [
  ...many(
    [
      ...adapterFields,
      ...['unet', 'textEncoder', 'textEncoder2'].flatMap((name) => [`${name}.train`, `${name}.learningRate`]),
    ],
    (recipe) => recipe.learn === 'embedding',
    remark('idle/only-a-word'),
  ),
  ...many(
    ['word', 'vectors', 'initial', 'learningRate', 'until'].map((name) => `embedding.${name}`),
    (recipe) => recipe.learn === 'adapter',
    remark('idle/no-word'),
  ),
  {
    field: 'embedding.until',
    idle: (recipe) => recipe.learn === 'embedding',
    why: remark('idle/no-adapter-after'),
  },
  {
    field: 'adapter.convRank',
    idle: ({ adapter }) => adapter.kind === 'lora',
    why: remark('idle/lora-convolutions'),
  },
  {
    field: 'adapter.convRank',
    idle: ({ adapter }) => adapter.layers === 'attention',
    why: remark('idle/attention-convolutions'),
  },
  {
    field: 'adapter.convAlpha',
    idle: (recipe) => !hasConvolutions(recipe),
    why: remark('idle/no-convolutions'),
  },
  {
    field: 'adapter.tucker',
    idle: (recipe) => !hasConvolutions(recipe),
    why: remark('idle/no-convolutions'),
  },
  {
    field: 'adapter.tucker',
    idle: ({ adapter }) => adapter.kind === 'lokr' && adapter.fullMatrix,
    why: remark('idle/whole-blocks'),
  },
  ...many(
    ['adapter.factor', 'adapter.decomposeBoth', 'adapter.fullMatrix'],
    ({ adapter }) => adapter.kind !== 'lokr',
    remark('idle/only-lokr'),
  ),
  ...many(
    ['adapter.rank', 'adapter.alpha', 'adapter.convAlpha', 'adapter.decomposeBoth'],
    ({ adapter }) => adapter.kind === 'lokr' && adapter.fullMatrix,
    remark('idle/kept-whole'),
  ),
  {
    field: 'adapter.dropout',
    idle: ({ adapter }) => adapter.kind === 'loha' || adapter.kind === 'lokr',
    why: remark('idle/no-outputs'),
  },
  {
    field: 'adapter.dropout',
    idle: ({ adapter }) => adapter.dora,
    why: remark('idle/dora-outputs'),
  },
  { field: 'unet.learningRate', idle: ({ unet }) => !unet.train, why: remark('idle/unet') },
  {
    field: 'textEncoder.learningRate',
    idle: (recipe) =>
      !recipe.textEncoder.train &&
      (!encodersOf(recipe)[1].train || recipe.textEncoder2.learningRate !== null),
    why: remark('idle/text-encoder'),
  },
  {
    field: 'textEncoder2.learningRate',
    idle: (recipe) => !encodersOf(recipe)[1].train,
    why: remark('idle/second-text-encoder'),
  },
  ...many(
    [
      'unet.learningRate',
      'textEncoder.learningRate',
      'textEncoder2.learningRate',
      'embedding.learningRate',
      'schedule.kind',
      'schedule.warmupSteps',
      'schedule.warmupShare',
      'schedule.restarts',
      'schedule.power',
    ],
    relative,
    remark('idle/own-step-size'),
  ),
  ...Object.entries(ownOptions).map(([name, kinds]): IdleRule => ({
    field: `optimizer.${name}`,
    idle: ({ optimizer }) => !kinds.includes(optimizer.kind),
    why: remark('idle/other-optimizer', { optimizers: kinds }),
  })),
  {
    field: 'optimizer.safeguardWarmup',
    idle: ({ schedule }) => schedule.warmupSteps === 0 && schedule.warmupShare === 0,
    why: remark('idle/no-warm-up'),
  },
  {
    field: 'schedule.warmupShare',
    idle: ({ schedule }) => schedule.warmupSteps > 0,
    why: remark('idle/warm-up-in-steps'),
  },
  {
    field: 'schedule.restarts',
    idle: ({ schedule }) => schedule.kind !== 'cosine_with_restarts',
    why: remark('idle/no-restarts'),
  },
  {
    field: 'schedule.power',
    idle: ({ schedule }) => schedule.kind !== 'polynomial',
    why: remark('idle/not-polynomial'),
  },
  {
    field: 'epochs',
    idle: ({ steps }) => steps !== null,
    why: remark('idle/length-in-steps'),
  },
  ...many(
    ['min', 'max', 'step', 'noUpscale'].map((name) => `data.buckets.${name}`),
    ({ data }) => !data.buckets.on,
    remark('idle/no-buckets'),
  ),
  ...many(
    ['data.buckets.min', 'data.buckets.max'],
    ({ data }) => data.buckets.on && data.buckets.noUpscale,
    remark('idle/own-buckets'),
  ),
  {
    field: 'data.masks.folder',
    idle: ({ data }) => data.masks.from !== 'files',
    why: remark('idle/no-mask-files'),
  },
  {
    field: 'data.masks.unmaskedWeight',
    idle: ({ data }) => data.masks.from === 'none',
    why: remark('idle/no-masks'),
  },
  { field: 'data.holdOutEvery', idle: ({ data }) => data.holdOut === 0, why: remark('idle/none-held-out') },
  { field: 'captions.keepTokens', idle: ordered, why: remark('idle/tags-as-written') },
  { field: 'captions.keepSeparator', idle: ordered, why: remark('idle/tags-as-written') },
  {
    field: 'prior.count',
    idle: ({ prior }) => prior.prompt === '',
    why: remark('idle/no-class-pictures-made'),
  },
  { field: 'prior.weight', idle: (recipe) => !tuned(recipe), why: remark('idle/no-class-pictures') },
  {
    field: 'samples.every',
    idle: ({ samples }) => samples.prompts.length === 0,
    why: remark('idle/no-sample-prompts'),
  },
  {
    field: 'samples.prompts',
    idle: ({ samples }) => samples.every === null,
    why: remark('idle/no-samples'),
  },
]

export type Contradiction = {
  readonly problem: Remark
  readonly when: (recipe: Recipe) => boolean
}

export const contradictions: readonly Contradiction[] = [
  {
    problem: remark('recipe/no-length'),
    when: ({ steps, epochs }) => steps === null && epochs === null,
  },
  {
    problem: remark('recipe/nothing-to-train'),
    when: (recipe) => recipe.learn !== 'embedding' && !recipe.unet.train && !trainsAnyEncoder(recipe),
  },
  {
    problem: remark('recipe/no-word'),
    when: ({ learn, embedding }) => learn !== 'adapter' && embedding.word.trim() === '',
  },
  {
    problem: remark('recipe/empty-range'),
    when: ({ objective }) => objective.firstTimestep > objective.lastTimestep,
  },
  {
    problem: remark('recipe/bucket-range'),
    when: ({ data: { buckets } }) => buckets.on && !buckets.noUpscale && buckets.min > buckets.max,
  },
  {
    problem: remark('recipe/bucket-step'),
    when: ({ data: { buckets, width, height } }) => buckets.on && Math.min(width, height) < buckets.step,
  },
  {
    problem: remark('recipe/long-warmup'),
    when: ({ steps, schedule }) => steps !== null && schedule.warmupSteps >= steps,
  },
  {
    problem: remark('recipe/whole-warmup'),
    when: ({ schedule }) => schedule.warmupSteps === 0 && schedule.warmupShare === 1,
  },
  {
    problem: remark('recipe/no-class-pictures'),
    when: ({ prior }) => prior.folder === null && prior.prompt !== '' && prior.count === 0,
  },
]

const defaults = readRecipe({ base: 'any', data: { folder: 'any' } })

export function fieldOf(recipe: Recipe, field: string): unknown {
  return field.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], recipe)
}

const differs = (recipe: Recipe, field: string): boolean =>
  JSON.stringify(fieldOf(recipe, field)) !== JSON.stringify(fieldOf(defaults, field))

/** Fields that are set and would do nothing, each once. */
export function idleFields(recipe: Recipe): { field: string; why: Remark }[] {
  const found = new Map<string, Remark>()
  for (const { field, idle, why } of idleRules)
    if (!found.has(field) && differs(recipe, field) && idle(recipe)) found.set(field, why)
  return [...found].map(([field, why]) => ({ field, why }))
}

/** Reads and checks. Errors: `recipe/invalid`, `recipe/no-effect`, and the codes of `contradictions`. */
export function checkedRecipe(input: unknown): Recipe {
  const recipe = readRecipe(input)
  const contradiction = contradictions.find(({ when }) => when(recipe))
  if (contradiction !== undefined) throw errorFromReport(contradiction.problem)
  const idle = idleFields(recipe)
  const [first] = idle
  if (first !== undefined)
    throw new AppError('recipe/no-effect', { ...first, more: idle.length - 1 }, { details: { fields: idle } })
  return recipe
}
