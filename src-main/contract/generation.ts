// What a picture is asked for with, and what is known of it when it is done.
import { z } from 'zod'
import { fault } from './faults.ts'
import { actedAdapterSchema, stackSchema } from './adapter.ts'
import { pictureSources } from './picture-sources.ts'
import type { StoredKind } from './stored.ts'

export const samplerNames = [
  'euler',
  'euler_ancestral',
  'heun',
  'dpm_2',
  'dpm_2_ancestral',
  'lms',
  'dpmpp_2s_ancestral',
  'dpmpp_sde',
  'dpmpp_2m',
  'dpmpp_2m_sde',
  'dpmpp_3m_sde',
  'ddim',
  'uni_pc',
  'lcm',
] as const
export type SamplerName = (typeof samplerNames)[number]

export const schedulerNames = [
  'normal',
  'karras',
  'exponential',
  'sgm_uniform',
  'simple',
  'ddim_uniform',
  'beta',
  'kl_optimal',
] as const
export type SchedulerName = (typeof schedulerNames)[number]

export const noiseSources = ['cpu', 'nv'] as const
export type NoiseSourceName = (typeof noiseSources)[number]

/** Whose small differences (sigma rounding, emphasis, seeding) are followed. */
export const profiles = ['a1111', 'comfyui'] as const
export type Profile = (typeof profiles)[number]
/** Whether `<lora:…>` is a tag in a profile's prompts, or words. */
export const knowsTags: Readonly<Record<Profile, boolean>> = { a1111: true, comfyui: false }

export const deviceNames = ['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const
export type DeviceName = (typeof deviceNames)[number]

const maxSeed = 2n ** 64n - 1n
/** Any unsigned 64-bit number, as decimal text so that no process border rounds it. */
export const seedSchema = z
  .string()
  .regex(/^(0|[1-9]\d{0,19})$/, fault('value/seed'))
  .refine((text) => !/^\d{1,20}$/.test(text) || BigInt(text) <= maxSeed, fault('value/seed'))

const sizeSchema = z.number().int().min(64).max(8192).multipleOf(8)

export const limits = {
  steps: { min: 1, max: 1000 },
  guidance: { min: 0, max: 100 },
  batch: { min: 1, max: 64 },
  clipSkip: { min: 1, max: 12 },
  size: { min: 64, max: 8192, multipleOf: 8 },
  promptLength: 20_000,
} as const

/** What a fresh start has, and what the reset of a field brings back. */
export const usualSettings = { steps: 20, guidance: 5, batch: 1, clipSkip: 1 } as const

const promptSchema = z.string().max(limits.promptLength)

/** What another program's picture says beyond what can be taken over: it stays with whatever is made of its settings. */
export const carriedSchema = z.object({
  source: z.enum(pictureSources),
  settings: z.array(z.object({ name: z.string().max(200), value: z.string().max(300) })).max(60),
})
export type Carried = z.infer<typeof carriedSchema>

/** Everything that decides a picture's pixels. `model` and `vae` are checkpoint ids in the app, file paths below it. */
export const generationRequestSchema = z.object({
  model: z.string().min(1),
  vae: z.string().min(1).nullable().default(null),
  prompt: promptSchema,
  negativePrompt: promptSchema.default(''),
  width: sizeSchema,
  height: sizeSchema,
  steps: z.number().int().min(limits.steps.min).max(limits.steps.max),
  guidance: z.number().min(limits.guidance.min).max(limits.guidance.max),
  sampler: z.enum(samplerNames),
  scheduler: z.enum(schedulerNames),
  seed: seedSchema,
  noise: z.enum(noiseSources).default('cpu'),
  batch: z.number().int().min(limits.batch.min).max(limits.batch.max).default(1),
  clipSkip: z.number().int().min(limits.clipSkip.min).max(limits.clipSkip.max).default(1),
  profile: z.enum(profiles).default('a1111'),
  /** Adapters in order. A `<lora:…>` tag of the prompt is one of these entries (`fromTag`), or the host adds it. */
  stack: stackSchema.default([]),
  /** Decides nothing. */
  carried: carriedSchema.nullable().optional(),
})
export type GenerationRequest = z.infer<typeof generationRequestSchema>

/** As the queue keeps it. What upgrades it upgrades the request inside `recordKind` and the workspace, too. */
export const requestKind: StoredKind<GenerationRequest> = {
  name: 'request',
  schema: generationRequestSchema,
  upgrades: [],
}

/** New weights of some entries of the stack, from a step on. */
export const steeredSchema = z.object({
  step: z.number().int(),
  entries: z.array(z.object({ id: z.string(), weight: z.number(), textWeight: z.number().nullable() })),
})
export type Steered = z.infer<typeof steeredSchema>

/** Stored in the PNG beside the infotext, and in the catalog. Seconds are wall-clock. */
export const pictureRecordSchema = z.object({
  version: z.literal(1),
  application: z.string(),
  runtime: z.string(),
  device: z.string(),
  request: generationRequestSchema,
  /** This picture's own seed (request seed + index, modulo 2^64). */
  seed: seedSchema,
  index: z.number().int(),
  model: z.object({ name: z.string(), sha256: z.string().optional(), architecture: z.string() }),
  vae: z.object({ name: z.string(), sha256: z.string().optional() }).nullable(),
  /** What acted, entry by entry; `request.stack` says what was asked for. */
  adapters: z.array(actedAdapterSchema).default([]),
  /** Words of the prompts that stand for learned vectors, where there are any. */
  embeddings: z.array(z.object({ name: z.string(), sha256: z.string().optional() })).optional(),
  /** Weights that were changed while the picture was being made, with the step they took effect at (from 1). */
  steered: z.array(steeredSchema).default([]),
  /** Steps really made; smaller than asked for when the picture was stopped and kept. */
  stepsDone: z.number().int(),
  createdAt: z.string(),
})
export type PictureRecord = z.infer<typeof pictureRecordSchema>

/** In the catalog and in the PNG. */
export const recordKind: StoredKind<PictureRecord> = {
  name: 'picture record',
  schema: pictureRecordSchema,
  upgrades: [],
}
