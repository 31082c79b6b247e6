// What a training leaves in its folder and the host reads again: the project, its
// captions, the steps of its log, its recipe.
import { z } from 'zod'
import { errorReportSchema } from './error-report.ts'
import { presetNames } from './recipe-presets.ts'
import { recipeSampleSchema, type RecipeSample } from './recipe-output.ts'
import { recipeSchema, type Recipe } from './recipe.ts'
import type { StoredKind } from './stored.ts'
import {
  trainingPhases,
  type TrainedFile,
  type TrainingNotice,
  type TrainingProgress,
  type TrainingSample,
  type TrainingStep,
} from './training.ts'
import {
  trainingRunStates,
  wizardSteps,
  type RecipeDraft,
  type StoredProject,
  type TrainingGrid,
  type TrainingRun,
} from './training-project.ts'

/** A draft is checked as a whole when it is reviewed; here only that it is one. */
export const recipeDraftSchema = z.looseObject({
  base: z.string().max(4096).nullable(),
  data: z.looseObject({ folder: z.string().min(1).max(4096).nullable() }),
  captions: z.looseObject({}).optional(),
  samples: z.looseObject({ prompts: z.array(z.looseObject({})).optional() }).optional(),
}) as unknown as z.ZodType<RecipeDraft>

type GridCell = { step: number; weight: number }

const whole = z.number().int()

const stepSchema: z.ZodType<TrainingStep> = z.object({
  step: whole,
  epoch: whole,
  loss: z.number(),
  heldOutLoss: z.number().exactOptional(),
  rates: z.record(z.string(), z.number()),
  gradientNorm: z.number(),
  seconds: z.number(),
  memoryBytes: z.number(),
})

const fileSchema: z.ZodType<TrainedFile> = z.object({
  step: whole,
  epoch: whole,
  path: z.string(),
  sizeBytes: z.number(),
  sha256: z.string(),
  kind: z.enum(['adapter', 'embedding', 'bundle']),
  finished: z.boolean(),
})

const sampleSchema = z.object({
  step: whole,
  prompt: whole,
  path: z.string(),
  width: z.number(),
  height: z.number(),
  // Only shown: a sampler of another name makes no difference to that.
  sample: recipeSampleSchema.extend({
    sampler: z.custom<RecipeSample['sampler']>((value) => typeof value === 'string'),
  }),
  url: z.string(),
}) satisfies z.ZodType<TrainingSample & { url: string }>

const noticeSchema: z.ZodType<TrainingNotice> = z.object({
  code: z.string(),
  message: z.string(),
  path: z.string().exactOptional(),
})

const progressSchema: z.ZodType<TrainingProgress> = z.object({
  phase: z.enum(trainingPhases),
  done: z.number(),
  total: z.number(),
  secondsLeft: z.number().nullable(),
  loading: z
    .object({ bytes: z.number(), of: z.number(), secondsLeft: z.number().nullable() })
    .exactOptional(),
})

const runSchema: z.ZodType<TrainingRun> = z.object({
  state: z.enum(trainingRunStates),
  startedAt: z.string(),
  step: whole,
  steps: whole,
  epoch: whole,
  last: stepSchema.nullable(),
  progress: progressSchema.nullable(),
  secondsLeft: z.number().nullable(),
  savedStep: whole.nullable(),
  files: z.array(fileSchema),
  samples: z.array(sampleSchema),
  notices: z.array(noticeSchema),
  error: errorReportSchema.nullable(),
})

export const projectKind: StoredKind<StoredProject> = {
  name: 'training project',
  schema: z.object({
    id: z.string().min(1),
    name: z.string(),
    preset: z.enum(presetNames).nullable(),
    place: z.enum(wizardSteps),
    recipe: recipeDraftSchema,
    leftOut: z.array(z.string()),
    createdAt: z.string(),
    editedAt: z.string(),
    run: runSchema.nullable(),
  }),
  upgrades: [],
}

/** By absolute picture path. */
export const captionsKind: StoredKind<Record<string, string>> = {
  name: 'captions',
  schema: z.record(z.string(), z.string()),
  upgrades: [],
}

/** What the pictures of a run's grid show; they lie beside it. */
export const gridKind: StoredKind<Omit<TrainingGrid, 'pictures'> & { cells: GridCell[] }> = {
  name: 'grid of a training',
  schema: z.object({
    sample: sampleSchema.shape.sample,
    steps: z.array(whole),
    cells: z.array(z.object({ step: whole, weight: z.number() })),
  }),
  upgrades: [],
}

/** One line of a run's log. */
export const stepKind: StoredKind<TrainingStep> = { name: 'training step', schema: stepSchema, upgrades: [] }

/** As a run was begun with. */
export const recipeKind: StoredKind<Recipe> = {
  name: 'recipe of a run',
  schema: recipeSchema,
  upgrades: [],
}
