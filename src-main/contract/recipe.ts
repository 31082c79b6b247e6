// A recipe: everything that decides the tensors of a trained adapter, as one JSON file.
import { z } from 'zod'
import { AppError } from '../base/errors.ts'
import { fault, faultOf } from './faults.ts'
import { recipeAdapterSchema, recipeEmbeddingSchema, recipeNetworkSchema } from './recipe-adapter.ts'
import { recipeCaptionsSchema, recipeDataSchema, recipePriorSchema } from './recipe-data.ts'
import { field, path, text, whole } from './recipe-field.ts'
import { recipeSamplesSchema, recipeSaveSchema } from './recipe-output.ts'
import {
  recipeObjectiveSchema,
  recipeOptimizerSchema,
  recipeScheduleSchema,
  recipeStepFields,
} from './recipe-steps.ts'

export const recipeSchema = z
  .strictObject({
    $schema: z.string().max(1000).optional().describe('Where this schema lies, for editors.'),
    version: field(z.literal(1), 1, 'The version of this form.'),
    name: field(
      z.string().regex(/^[^/\\:*?"<>|]{1,100}$/, fault('value/file-name')),
      'adapter',
      'What the files are called.',
    ),
    comment: field(text, '', 'A note that is kept in the file.'),
    base: path.describe('The checkpoint that is adapted: its path, or its id in the app.'),
    learn: field(
      z.enum(['adapter', 'embedding', 'pivotal']),
      'adapter',
      'An adapter, a new word, or first the word and then the adapter with it.',
    ),
    clipSkip: field(
      whole(1, 12),
      1,
      'How many last layers of the text encoder are left out, counted from 1.',
    ),
    maxTokens: field(
      z.union([z.literal(75), z.literal(150), z.literal(225)]),
      75,
      'How many tokens of a caption are read.',
    ),
    adapter: recipeAdapterSchema.prefault({}),
    embedding: recipeEmbeddingSchema.prefault({}),
    unet: recipeNetworkSchema.unet.prefault({}),
    textEncoder: recipeNetworkSchema.textEncoder.prefault({}),
    textEncoder2: recipeNetworkSchema.textEncoder2.prefault({}),
    data: recipeDataSchema,
    captions: recipeCaptionsSchema.prefault({}),
    prior: recipePriorSchema.prefault({}),
    ...recipeStepFields,
    optimizer: recipeOptimizerSchema.prefault({}),
    schedule: recipeScheduleSchema.prefault({}),
    objective: recipeObjectiveSchema.prefault({}),
    samples: recipeSamplesSchema.prefault({}),
    save: recipeSaveSchema.prefault({}),
  })
  .describe('What Lamina trains an adapter from.')

export type Recipe = z.infer<typeof recipeSchema>
/** As a person writes it: what is left out takes its default. */
export type RecipeInput = z.input<typeof recipeSchema>

/** The published form, JSON Schema 2020-12. */
export function recipeJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(recipeSchema, { io: 'input' }), title: 'Lamina recipe' }
}

/**
 * Fills in defaults. Errors: `recipe/invalid`, with every field that is wrong; what fits together is `checkRecipe`'s.
 */
export function readRecipe(input: unknown): Recipe {
  const read = recipeSchema.safeParse(input)
  if (read.success) return read.data
  const faults = read.error.issues.map((issue) => ({ field: issue.path.join('.'), why: faultOf(issue) }))
  const { field: where, why } = faults[0]!
  throw new AppError(
    'recipe/invalid',
    { field: where, problem: why, more: faults.length - 1 },
    { details: { faults } },
  )
}
