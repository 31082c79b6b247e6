// The part of a recipe that says what a run leaves behind: sample pictures and saved states.
import { z } from 'zod'
import { samplerNames } from './generation.ts'
import { between, field, text, whole } from './recipe-field.ts'

const side = whole(64, 4096).multipleOf(8)

export const recipeSampleSchema = z.strictObject({
  prompt: text.describe('What the sample shows.'),
  negativePrompt: field(text, '', 'What it should not show.'),
  seed: field(whole(0, 2 ** 32 - 1), 1, 'The same noise each time, so that samples can be compared.'),
  width: field(side.nullable(), null, 'Width in pixels; empty is the width trained at.'),
  height: field(side.nullable(), null, 'Height in pixels; empty is the height trained at.'),
  steps: field(whole(1, 200), 20, 'Sampling steps.'),
  guidance: field(between(0, 100), 7, 'How closely the prompt is followed.'),
  sampler: field(z.enum(samplerNames), 'euler', 'How the sample is denoised.'),
  weight: field(between(-4, 4), 1, 'Weight of the adapter in the sample.'),
})
export type RecipeSample = z.infer<typeof recipeSampleSchema>

export const recipeSamplesSchema = z.strictObject({
  every: field(
    whole(1, 1_000_000).nullable(),
    null,
    'Steps between two rounds of sample pictures; empty makes none.',
  ),
  prompts: field(z.array(recipeSampleSchema).max(32), [], 'What is made in each round.'),
})

export const recipeSaveSchema = z.strictObject({
  every: field(
    whole(1, 1_000_000).nullable(),
    null,
    'Steps between two saved adapter files; empty saves only the last.',
  ),
  everyEpochs: field(whole(1, 100_000).nullable(), null, 'Epochs between two saved adapter files.'),
  type: field(z.enum(['f32', 'f16', 'bf16']), 'f16', 'Number type of the file; f16 halves its size.'),
  stateEvery: field(
    whole(1, 100_000).nullable(),
    null,
    'Steps between two saved states from which a killed run goes on; one is saved every 20 seconds anyway.',
  ),
})
