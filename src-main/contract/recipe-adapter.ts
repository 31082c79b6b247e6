// The part of a recipe that says what is learned: an adapter, a new word, or both.
import { z } from 'zod'
import { between, field, path, share, text, whole } from './recipe-field.ts'

export const trainedKinds = ['lora', 'locon', 'loha', 'lokr'] as const
/** The kinds that can be trained. */
export type TrainedKind = (typeof trainedKinds)[number]

export const trainedLayers = ['attention', 'transformer', 'full'] as const
export type TrainedLayers = (typeof trainedLayers)[number]

export const recipeAdapterSchema = z.strictObject({
  kind: field(z.enum(trainedKinds), 'lora', 'Which algebra the adapter has.'),
  layers: field(
    z.enum(trainedLayers),
    'transformer',
    'Which layers change: the attention projections alone, every layer of the transformers, or the outer layers too.',
  ),
  rank: field(whole(1, 1024), 16, 'How much the adapter can hold; its size grows with it.'),
  alpha: field(between(0.0001, 4096), 16, 'The adapter acts with alpha divided by rank.'),
  convRank: field(
    whole(1, 1024).nullable(),
    null,
    'Rank in the convolutions; empty leaves them alone, except that LoCon then takes `rank`.',
  ),
  convAlpha: field(between(0.0001, 4096).nullable(), null, 'Alpha in the convolutions; empty takes `alpha`.'),
  tucker: field(
    z.boolean(),
    false,
    'Splits 3×3 convolutions into three factors, which makes the file smaller.',
  ),
  factor: field(
    whole(-1, 4096),
    -1,
    'Size of the small block of LoKr; −1 splits each layer as evenly as it can be split.',
  ),
  decomposeBoth: field(z.boolean(), false, 'Also splits the small block of LoKr into factors.'),
  fullMatrix: field(
    z.boolean(),
    false,
    'Keeps both blocks of LoKr whole instead of splitting them into factors.',
  ),
  dora: field(z.boolean(), false, 'Learns length and direction of each weight apart; slower, often closer.'),
  dropout: field(between(0, 0.99), 0, 'Chance that an output of the adapter is left out in a step.'),
  rankDropout: field(between(0, 0.99), 0, 'Chance that a row of the rank is left out in a step.'),
  moduleDropout: field(
    between(0, 0.99),
    0,
    'Chance that a whole layer of the adapter is left out in a step.',
  ),
  startFrom: field(path.nullable(), null, 'An adapter file whose factors are the first ones.'),
})

export const recipeEmbeddingSchema = z.strictObject({
  word: field(text, '', 'The new word whose vectors are learned.'),
  vectors: field(
    whole(1, 75),
    1,
    'How many tokens the word takes; more hold more and leave less room in the prompt.',
  ),
  initial: field(text, '*', 'A known word the vectors start from.'),
  learningRate: field(between(0, 10), 0.005, 'Learning rate of the new vectors.'),
  until: field(
    share,
    0.5,
    'With an adapter: after this share of the steps the word is finished and only the adapter goes on.',
  ),
})

export const recipeNetworkSchema = {
  unet: z.strictObject({
    train: field(z.boolean(), true, 'Whether the UNet is adapted.'),
    learningRate: field(between(0, 10), 1e-4, 'Learning rate of the UNet.'),
  }),
  textEncoder: z.strictObject({
    train: field(
      z.boolean(),
      false,
      'Whether the text encoders are adapted; slower, and captions are encoded anew.',
    ),
    learningRate: field(between(0, 10), 5e-5, 'Learning rate of the text encoders.'),
  }),
  textEncoder2: z.strictObject({
    train: field(
      z.boolean().nullable(),
      null,
      'Whether the second text encoder of SDXL is adapted; empty does as the first.',
    ),
    learningRate: field(
      between(0, 10).nullable(),
      null,
      'Learning rate of the second text encoder; empty takes the first’s.',
    ),
  }),
}
