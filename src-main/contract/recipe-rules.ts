// Which fields of a recipe would do nothing beside which others, and which contradict each other: both are refused.
import { AppError } from '../base/errors.ts'
import { encodersOf, trainsAnyEncoder } from './recipe-encoders.ts'
import { readRecipe, type Recipe } from './recipe.ts'
import type { OptimizerName } from './recipe-steps.ts'

/** A field that is set away from its default is refused where `idle` holds. */
export type IdleRule = {
  readonly field: string
  readonly idle: (recipe: Recipe) => boolean
  readonly because: string
}

export function hasConvolutions({ adapter }: Recipe): boolean {
  return (
    adapter.layers !== 'attention' &&
    (adapter.kind === 'locon' || (adapter.kind !== 'lora' && adapter.convRank !== null))
  )
}

const many = (fields: readonly string[], idle: IdleRule['idle'], because: string): IdleRule[] =>
  fields.map((field) => ({ field, idle, because }))

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
    'only a new word is learned, no adapter',
  ),
  ...many(
    ['word', 'vectors', 'initial', 'learningRate', 'until'].map((name) => `embedding.${name}`),
    (recipe) => recipe.learn === 'adapter',
    'no new word is learned',
  ),
  {
    field: 'embedding.until',
    idle: (recipe) => recipe.learn === 'embedding',
    because: 'no adapter follows the word',
  },
  {
    field: 'adapter.convRank',
    idle: ({ adapter }) => adapter.kind === 'lora',
    because: 'a LoRA leaves convolutions alone; LoCon changes them',
  },
  {
    field: 'adapter.convRank',
    idle: ({ adapter }) => adapter.layers === 'attention',
    because: 'the attention has no convolutions of its own',
  },
  {
    field: 'adapter.convAlpha',
    idle: (recipe) => !hasConvolutions(recipe),
    because: 'no convolution is trained',
  },
  {
    field: 'adapter.tucker',
    idle: (recipe) => !hasConvolutions(recipe),
    because: 'no convolution is trained',
  },
  {
    field: 'adapter.tucker',
    idle: ({ adapter }) => adapter.kind === 'lokr' && adapter.fullMatrix,
    because: 'whole blocks are not split',
  },
  ...many(
    ['adapter.factor', 'adapter.decomposeBoth', 'adapter.fullMatrix'],
    ({ adapter }) => adapter.kind !== 'lokr',
    'only LoKr has blocks',
  ),
  ...many(
    ['adapter.rank', 'adapter.alpha', 'adapter.convAlpha', 'adapter.decomposeBoth'],
    ({ adapter }) => adapter.kind === 'lokr' && adapter.fullMatrix,
    'both blocks of LoKr are kept whole',
  ),
  {
    field: 'adapter.dropout',
    idle: ({ adapter }) => adapter.kind === 'loha' || adapter.kind === 'lokr',
    because: 'LoHa and LoKr have no outputs of their own to leave out',
  },
  {
    field: 'adapter.dropout',
    idle: ({ adapter }) => adapter.dora,
    because: 'DoRA changes the weight itself, so the adapter has no outputs of its own to leave out',
  },
  { field: 'unet.learningRate', idle: ({ unet }) => !unet.train, because: 'the UNet is not trained' },
  {
    field: 'textEncoder.learningRate',
    idle: (recipe) =>
      !recipe.textEncoder.train &&
      (!encodersOf(recipe)[1].train || recipe.textEncoder2.learningRate !== null),
    because: 'the text encoder is not trained',
  },
  {
    field: 'textEncoder2.learningRate',
    idle: (recipe) => !encodersOf(recipe)[1].train,
    because: 'the second text encoder is not trained',
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
    'Adafactor chooses the step size itself',
  ),
  ...Object.entries(ownOptions).map(([name, kinds]): IdleRule => ({
    field: `optimizer.${name}`,
    idle: ({ optimizer }) => !kinds.includes(optimizer.kind),
    because: `only ${kinds.join(', ')} ${kinds.length === 1 ? 'knows' : 'know'} it`,
  })),
  {
    field: 'optimizer.safeguardWarmup',
    idle: ({ schedule }) => schedule.warmupSteps === 0 && schedule.warmupShare === 0,
    because: 'there is no warm-up',
  },
  {
    field: 'schedule.warmupShare',
    idle: ({ schedule }) => schedule.warmupSteps > 0,
    because: '"warmupSteps" already says how long the warm-up is',
  },
  {
    field: 'schedule.restarts',
    idle: ({ schedule }) => schedule.kind !== 'cosine_with_restarts',
    because: 'the schedule does not restart',
  },
  {
    field: 'schedule.power',
    idle: ({ schedule }) => schedule.kind !== 'polynomial',
    because: 'the schedule is no polynomial',
  },
  {
    field: 'epochs',
    idle: ({ steps }) => steps !== null,
    because: '"steps" already says how long the run is',
  },
  ...many(
    ['min', 'max', 'step', 'noUpscale'].map((name) => `data.buckets.${name}`),
    ({ data }) => !data.buckets.on,
    'buckets are off',
  ),
  ...many(
    ['data.buckets.min', 'data.buckets.max'],
    ({ data }) => data.buckets.on && data.buckets.noUpscale,
    'pictures that are not enlarged make their own buckets',
  ),
  {
    field: 'data.masks.folder',
    idle: ({ data }) => data.masks.from !== 'files',
    because: 'masks are not read from files',
  },
  {
    field: 'data.masks.unmaskedWeight',
    idle: ({ data }) => data.masks.from === 'none',
    because: 'there are no masks',
  },
  { field: 'data.holdOutEvery', idle: ({ data }) => data.holdOut === 0, because: 'no picture is held out' },
  { field: 'captions.keepTokens', idle: ordered, because: 'tags are neither shuffled nor left out' },
  { field: 'captions.keepSeparator', idle: ordered, because: 'tags are neither shuffled nor left out' },
  { field: 'prior.count', idle: ({ prior }) => prior.prompt === '', because: 'no class pictures are made' },
  { field: 'prior.weight', idle: (recipe) => !tuned(recipe), because: 'there are no class pictures' },
  {
    field: 'samples.every',
    idle: ({ samples }) => samples.prompts.length === 0,
    because: 'there are no sample prompts',
  },
  {
    field: 'samples.prompts',
    idle: ({ samples }) => samples.every === null,
    because: '"samples.every" is empty',
  },
]

export type Contradiction = {
  readonly code: string
  readonly when: (recipe: Recipe) => boolean
  readonly message: string
  readonly hint: string
}

export const contradictions: readonly Contradiction[] = [
  {
    code: 'recipe/no-length',
    when: ({ steps, epochs }) => steps === null && epochs === null,
    message: 'The recipe does not say how long to train.',
    hint: 'Set "steps" or "epochs".',
  },
  {
    code: 'recipe/nothing-to-train',
    when: (recipe) => recipe.learn !== 'embedding' && !recipe.unet.train && !trainsAnyEncoder(recipe),
    message: 'Neither the UNet nor the text encoder is trained.',
    hint: 'Set "unet.train" or "textEncoder.train".',
  },
  {
    code: 'recipe/no-word',
    when: ({ learn, embedding }) => learn !== 'adapter' && embedding.word.trim() === '',
    message: 'The new word has no name.',
    hint: 'Set "embedding.word".',
  },
  {
    code: 'recipe/empty-range',
    when: ({ objective }) => objective.firstTimestep > objective.lastTimestep,
    message: 'The first timestep lies behind the last.',
    hint: 'Exchange "objective.firstTimestep" and "objective.lastTimestep".',
  },
  {
    code: 'recipe/empty-range',
    when: ({ data: { buckets } }) => buckets.on && !buckets.noUpscale && buckets.min > buckets.max,
    message: 'The shortest side of a bucket is longer than the longest.',
    hint: 'Exchange "data.buckets.min" and "data.buckets.max".',
  },
  {
    code: 'recipe/bucket-step',
    when: ({ data: { buckets, width, height } }) => buckets.on && Math.min(width, height) < buckets.step,
    message: 'Buckets have larger steps than the picture has pixels.',
    hint: 'Set "data.buckets.step" to the picture’s side or less.',
  },
  {
    code: 'recipe/long-warmup',
    when: ({ steps, schedule }) => steps !== null && schedule.warmupSteps >= steps,
    message: 'The warm-up is as long as the run.',
    hint: 'Set "schedule.warmupSteps" to a tenth of "steps" or less.',
  },
  {
    code: 'recipe/whole-warmup',
    when: ({ schedule }) => schedule.warmupSteps === 0 && schedule.warmupShare === 1,
    message: 'The warm-up takes the whole run.',
    hint: 'Set "schedule.warmupShare" to 0.1 or less.',
  },
  {
    code: 'recipe/no-class-pictures',
    when: ({ prior }) => prior.folder === null && prior.prompt !== '' && prior.count === 0,
    message: 'There are no class pictures, and none are to be made.',
    hint: 'Set "prior.count" to how many are to be made, or "prior.folder" to where they are.',
  },
]

const defaults = readRecipe({ base: 'any', data: { folder: 'any' } })

export function fieldOf(recipe: Recipe, field: string): unknown {
  return field.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], recipe)
}

const differs = (recipe: Recipe, field: string): boolean =>
  JSON.stringify(fieldOf(recipe, field)) !== JSON.stringify(fieldOf(defaults, field))

/** Fields that are set and would do nothing, each once. */
export function idleFields(recipe: Recipe): { field: string; because: string }[] {
  const found = new Map<string, string>()
  for (const { field, idle, because } of idleRules)
    if (!found.has(field) && differs(recipe, field) && idle(recipe)) found.set(field, because)
  return [...found].map(([field, because]) => ({ field, because }))
}

/** Reads and checks. Errors: `recipe/invalid`, `recipe/no-effect`, and the codes of `contradictions`. */
export function checkedRecipe(input: unknown): Recipe {
  const recipe = readRecipe(input)
  for (const { code, when, message, hint } of contradictions)
    if (when(recipe)) throw new AppError(code, message, { hint })
  const idle = idleFields(recipe)
  const [first] = idle
  if (first !== undefined) {
    throw new AppError('recipe/no-effect', `"${first.field}" would do nothing: ${first.because}.`, {
      hint:
        idle.length === 1
          ? 'Take it out, or change what it depends on.'
          : `Take it out; so do ${idle.length - 1} more, see the details.`,
      details: { fields: idle },
    })
  }
  return recipe
}
