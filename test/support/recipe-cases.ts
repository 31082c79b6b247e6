// For every field of a recipe: two recipes that differ in it alone, and what of a run differs for it.
import type { Fields, TinyRun } from './tiny-runs.ts'

/** What of a run can be compared, as plain values. */
export const aspects = {
  /** How many optimizer steps, and of which epoch. */
  length: ({ news }) => news.flatMap((each) => (each.type === 'step' ? [each.step.epoch] : [])),
  /** The first batch, as the network's untouched answer to it shows. */
  'first loss': ({ news }) => stepsOf(news)[0]?.loss,
  losses: ({ news }) => stepsOf(news).map(({ loss }) => loss),
  'first gradient': ({ news }) => stepsOf(news)[0]?.gradientNorm,
  rates: ({ news }) => stepsOf(news).map(({ rates }) => rates),
  'held-out loss': ({ news }) => stepsOf(news).map(({ heldOutLoss }) => heldOutLoss ?? null),
  /** Names, types and shapes of everything in the finished file. */
  shapes: (run) =>
    [...finished(run).tensors].map(([name, { dtype, shape }]) => `${name} ${dtype} ${shape.join('×')}`),
  tensors: (run) => [...finished(run).tensors].map(([name, { data }]) => [name, ...data]),
  metadata: (run) => [...finished(run).metadata].filter(([key]) => !ofTheMoment.test(key)),
  files: ({ files }) => [...files.keys()],
  pictures: ({ pictures }) => [...pictures],
  states: ({ news }) => news.flatMap((each) => (each.type === 'state-saved' ? [each.step] : [])),
} as const satisfies Record<string, (run: TinyRun) => unknown>
export type Aspect = keyof typeof aspects

const ofTheMoment = /^(ss_session_id|ss_training_(started|finished)_at|modelspec\.date|sshs_)/
const stepsOf = (news: TinyRun['news']) => news.flatMap((each) => (each.type === 'step' ? [each.step] : []))

function finished({ files, result }: TinyRun) {
  const last = result.files.findLast((file) => file.finished)
  const file = [...files].find(([name]) => last?.path.endsWith(name))?.[1]
  if (!file) throw new Error('the run left no finished file')
  return file
}

export type FieldCase = {
  readonly field: string
  /** In both recipes. */
  readonly given?: Fields
  /** Undefined is the default. */
  readonly from?: unknown
  readonly to: unknown
  readonly changes: Aspect
}

/** Paths and words that exist only once the tests run. */
export type Places = {
  readonly otherCheckpoint: string
  readonly xlCheckpoint: string
  readonly pictures: Readonly<
    Record<
      'other' | 'wide' | 'small' | 'bare' | 'long' | 'parted' | 'masked' | 'classes' | 'manyClasses',
      string
    >
  >
  readonly otherMasks: string
  readonly adapter: string
}

const locon = { 'adapter.kind': 'locon', 'adapter.layers': 'transformer' }
const lokr = { 'adapter.kind': 'lokr' }
const pivotal = { learn: 'pivotal', 'embedding.word': 'zyx' }
const trainsText = { 'textEncoder.train': true }
const oneSize = { 'data.buckets': { on: false } }
const prodigy = { 'optimizer.kind': 'prodigy', 'optimizer.estimate': 0.01, 'unet.learningRate': 1, steps: 4 }
const adafactor = { 'optimizer.kind': 'adafactor', steps: 4 }
const sample = { prompt: 'a cat', steps: 2, guidance: 5, width: 64, height: 64 }
const sampled = { 'samples.every': 2 }

const sampleCases = (
  [
    ['prompt', 'a dog'],
    ['negativePrompt', 'red'],
    ['seed', 2],
    ['width', 72],
    ['height', 72],
    ['steps', 3],
    ['guidance', 2],
    ['sampler', 'euler_ancestral'],
    ['weight', 0],
  ] as const
).map(([name, value]): FieldCase => ({
  field: `samples.prompts.*.${name}`,
  given: sampled,
  from: [sample],
  to: [{ ...sample, [name]: value }],
  changes: 'pictures',
}))

export function fieldCases(there: Places): readonly FieldCase[] {
  const { otherCheckpoint, xlCheckpoint, pictures, otherMasks, adapter } = there
  return [
    { field: 'name', to: 'other', changes: 'files' },
    { field: 'comment', to: 'a note', changes: 'metadata' },
    { field: 'base', to: otherCheckpoint, changes: 'first loss' },
    {
      field: 'learn',
      given: {
        'embedding.word': 'zyx',
        'adapter.layers': undefined,
        'adapter.rank': undefined,
        'adapter.alpha': undefined,
        'unet.learningRate': undefined,
      },
      from: 'pivotal',
      to: 'embedding',
      changes: 'files',
    },
    { field: 'clipSkip', to: 2, changes: 'first loss' },
    { field: 'maxTokens', given: { 'data.folder': pictures.long }, to: 150, changes: 'first loss' },

    { field: 'adapter.kind', to: 'loha', changes: 'shapes' },
    { field: 'adapter.layers', from: 'attention', to: 'transformer', changes: 'shapes' },
    { field: 'adapter.rank', from: 2, to: 3, changes: 'shapes' },
    { field: 'adapter.alpha', from: 2, to: 1, changes: 'first gradient' },
    { field: 'adapter.convRank', given: locon, to: 1, changes: 'shapes' },
    { field: 'adapter.convAlpha', given: locon, to: 1, changes: 'first gradient' },
    { field: 'adapter.tucker', given: locon, to: true, changes: 'shapes' },
    { field: 'adapter.factor', given: lokr, to: 2, changes: 'shapes' },
    { field: 'adapter.decomposeBoth', given: { ...lokr, 'adapter.rank': 1 }, to: true, changes: 'shapes' },
    {
      field: 'adapter.fullMatrix',
      given: {
        ...lokr,
        'adapter.layers': 'transformer',
        'adapter.rank': undefined,
        'adapter.alpha': undefined,
        'adapter.factor': 2,
      },
      to: true,
      changes: 'shapes',
    },
    { field: 'adapter.dora', to: true, changes: 'shapes' },
    { field: 'adapter.dropout', to: 0.5, changes: 'first gradient' },
    { field: 'adapter.rankDropout', to: 0.5, changes: 'first gradient' },
    { field: 'adapter.moduleDropout', to: 0.5, changes: 'first gradient' },
    { field: 'adapter.startFrom', to: adapter, changes: 'first loss' },

    { field: 'embedding.word', given: pivotal, from: 'zyx', to: 'zyxx', changes: 'files' },
    { field: 'embedding.vectors', given: pivotal, to: 2, changes: 'first loss' },
    { field: 'embedding.initial', given: pivotal, to: 'cat', changes: 'first loss' },
    { field: 'embedding.learningRate', given: pivotal, to: 0.5, changes: 'losses' },
    { field: 'embedding.until', given: pivotal, to: 1, changes: 'rates' },

    {
      field: 'unet.train',
      given: { ...trainsText, 'unet.learningRate': undefined },
      to: false,
      changes: 'shapes',
    },
    { field: 'unet.learningRate', from: 0.01, to: 0.02, changes: 'tensors' },
    { field: 'textEncoder.train', to: true, changes: 'shapes' },
    { field: 'textEncoder.learningRate', given: trainsText, to: 0.01, changes: 'tensors' },
    {
      field: 'textEncoder2.train',
      given: { ...trainsText, base: xlCheckpoint },
      to: false,
      changes: 'shapes',
    },
    {
      field: 'textEncoder2.learningRate',
      given: { ...trainsText, base: xlCheckpoint },
      to: 0.01,
      changes: 'tensors',
    },

    { field: 'data.folder', to: pictures.other, changes: 'first loss' },
    { field: 'data.repeats', given: { steps: undefined, epochs: 1 }, to: 2, changes: 'length' },
    { field: 'data.width', given: oneSize, from: 96, to: 128, changes: 'first loss' },
    { field: 'data.height', given: oneSize, from: 96, to: 128, changes: 'first loss' },
    {
      field: 'data.randomCrop',
      given: { 'data.folder': pictures.wide, ...oneSize },
      to: true,
      changes: 'losses',
    },
    { field: 'data.flip', given: { steps: 4 }, to: true, changes: 'losses' },
    {
      field: 'data.buckets.on',
      given: { 'data.folder': pictures.wide, 'data.buckets': undefined },
      to: false,
      changes: 'first loss',
    },
    {
      field: 'data.buckets.min',
      given: { 'data.folder': pictures.wide },
      from: 64,
      to: 96,
      changes: 'first loss',
    },
    {
      field: 'data.buckets.max',
      given: { 'data.folder': pictures.wide },
      from: 128,
      to: 96,
      changes: 'first loss',
    },
    { field: 'data.buckets.step', from: 32, to: 64, changes: 'first loss' },
    {
      field: 'data.buckets.noUpscale',
      given: { 'data.folder': pictures.small, 'data.buckets': { step: 32 } },
      to: true,
      changes: 'first loss',
    },
    {
      field: 'data.masks.from',
      given: { 'data.folder': pictures.masked },
      to: 'files',
      changes: 'first loss',
    },
    {
      field: 'data.masks.folder',
      given: { 'data.folder': pictures.masked, 'data.masks.from': 'files' },
      to: otherMasks,
      changes: 'first loss',
    },
    {
      field: 'data.masks.unmaskedWeight',
      given: { 'data.folder': pictures.masked, 'data.masks.from': 'files' },
      to: 0.5,
      changes: 'first loss',
    },
    { field: 'data.holdOut', to: 0.5, changes: 'held-out loss' },
    { field: 'data.holdOutEvery', given: { 'data.holdOut': 0.5 }, from: 1, to: 2, changes: 'held-out loss' },

    { field: 'captions.extension', to: '.cap', changes: 'first loss' },
    { field: 'captions.trigger', to: 'zyx', changes: 'first loss' },
    {
      field: 'captions.classWord',
      given: { 'data.folder': pictures.bare },
      to: 'cat',
      changes: 'first loss',
    },
    { field: 'captions.shuffle', to: true, changes: 'losses' },
    { field: 'captions.keepTokens', given: { 'captions.shuffle': true }, to: 3, changes: 'losses' },
    {
      field: 'captions.keepSeparator',
      given: { 'captions.shuffle': true, 'data.folder': pictures.parted },
      to: '|||',
      changes: 'losses',
    },
    { field: 'captions.dropout', to: 1, changes: 'first loss' },
    { field: 'captions.dropoutEveryEpochs', to: 1, changes: 'first loss' },
    { field: 'captions.tagDropout', to: 0.9, changes: 'losses' },

    { field: 'prior.folder', given: { steps: 4 }, to: pictures.classes, changes: 'losses' },
    {
      field: 'prior.prompt',
      given: { steps: 4, 'prior.folder': pictures.manyClasses },
      to: 'a cat',
      changes: 'losses',
    },
    { field: 'prior.count', given: { 'prior.prompt': 'a cat' }, from: 1, to: 2, changes: 'pictures' },
    {
      field: 'prior.weight',
      given: { steps: 4, 'prior.folder': pictures.classes },
      to: 7,
      changes: 'losses',
    },

    { field: 'steps', from: 2, to: 3, changes: 'length' },
    { field: 'epochs', given: { steps: undefined }, from: 1, to: 2, changes: 'length' },
    { field: 'batch', to: 2, changes: 'first loss' },
    { field: 'accumulation', to: 2, changes: 'first loss' },
    { field: 'clip', to: 1e-6, changes: 'tensors' },
    { field: 'emaDecay', to: 0.5, changes: 'tensors' },
    { field: 'seed', from: 3, to: 4, changes: 'first loss' },

    { field: 'optimizer.kind', to: 'lion', changes: 'tensors' },
    { field: 'optimizer.beta1', to: 0.5, changes: 'tensors' },
    { field: 'optimizer.beta2', to: 0.5, changes: 'tensors' },
    { field: 'optimizer.beta3', given: prodigy, to: 0.5, changes: 'tensors' },
    { field: 'optimizer.epsilon', to: 1, changes: 'tensors' },
    { field: 'optimizer.weightDecay', to: 1, changes: 'tensors' },
    { field: 'optimizer.estimate', given: prodigy, from: 0.01, to: 0.02, changes: 'tensors' },
    { field: 'optimizer.coefficient', given: prodigy, to: 20, changes: 'tensors' },
    {
      field: 'optimizer.growth',
      given: { ...prodigy, 'optimizer.coefficient': 20 },
      to: 1.01,
      changes: 'tensors',
    },
    {
      field: 'optimizer.safeguardWarmup',
      given: { ...prodigy, 'schedule.warmupSteps': 2, 'optimizer.coefficient': 20 },
      to: true,
      changes: 'tensors',
    },
    { field: 'optimizer.biasCorrection', given: prodigy, to: true, changes: 'tensors' },
    {
      field: 'optimizer.relativeStep',
      given: { ...adafactor, 'unet.learningRate': undefined },
      to: true,
      changes: 'tensors',
    },
    { field: 'optimizer.scaleParameter', given: adafactor, to: true, changes: 'tensors' },
    { field: 'optimizer.clipThreshold', given: adafactor, to: 0.01, changes: 'tensors' },
    { field: 'optimizer.decayRate', given: adafactor, to: -0.1, changes: 'tensors' },

    { field: 'schedule.kind', to: 'linear', changes: 'rates' },
    { field: 'schedule.warmupSteps', to: 1, changes: 'rates' },
    { field: 'schedule.warmupShare', to: 0.5, changes: 'rates' },
    {
      field: 'schedule.restarts',
      given: { 'schedule.kind': 'cosine_with_restarts', steps: 4 },
      to: 2,
      changes: 'rates',
    },
    { field: 'schedule.power', given: { 'schedule.kind': 'polynomial' }, to: 2, changes: 'rates' },

    { field: 'objective.prediction', to: 'v', changes: 'first loss' },
    { field: 'objective.minSnrGamma', to: 0.01, changes: 'first loss' },
    { field: 'objective.noiseOffset', to: 0.5, changes: 'first loss' },
    { field: 'objective.inputPerturbation', to: 0.5, changes: 'first loss' },
    { field: 'objective.firstTimestep', to: 900, changes: 'first loss' },
    { field: 'objective.lastTimestep', to: 10, changes: 'first loss' },

    { field: 'samples.every', given: { 'samples.prompts': [sample] }, from: 2, to: 1, changes: 'pictures' },
    ...sampleCases,

    { field: 'save.every', to: 1, changes: 'files' },
    { field: 'save.everyEpochs', given: { steps: undefined, epochs: 2 }, to: 1, changes: 'files' },
    { field: 'save.type', from: 'f32', to: 'bf16', changes: 'shapes' },
    { field: 'save.stateEvery', to: 1, changes: 'states' },
  ]
}
