// Previews in idle time: which pictures are made of every adapter that fits a base, and how far that has come.
import { z } from 'zod'
import type { ErrorReport } from '../base/errors.ts'
import { errorReportSchema } from './error-report.ts'
import { seedSchema } from './generation.ts'
import type { StoredKind } from './stored.ts'

/** A few words and a seed for each: every picture more is two more of every adapter. */
export const mostIdlePrompts = 3
export const idleLimits = {
  steps: { min: 1, max: 100 },
  side: { min: 64, max: 1536, multipleOf: 64 },
  bytes: { min: Math.round(2 ** 30 / 10), max: 1000 * 2 ** 30 },
  promptLength: 2_000,
} as const

/** Two prompts for each of 10,000 adapters are about half of it. */
const usualLimitBytes = 4 * 2 ** 30

const idlePromptSchema = z.object({ prompt: z.string().max(idleLimits.promptLength), seed: seedSchema })
export type IdlePrompt = z.infer<typeof idlePromptSchema>

export const idleWishSchema = z.object({
  isOn: z.boolean(),
  /** Id of the checkpoint; null before one was chosen. */
  model: z.string().min(1).max(200).nullable(),
  prompts: z.array(idlePromptSchema).min(1).max(mostIdlePrompts),
  negativePrompt: z.string().max(idleLimits.promptLength),
  steps: z.number().int().min(idleLimits.steps.min).max(idleLimits.steps.max),
  /** Of the square picture, in pixels; null is the base's own. */
  side: z
    .number()
    .int()
    .min(idleLimits.side.min)
    .max(idleLimits.side.max)
    .multipleOf(idleLimits.side.multipleOf)
    .nullable(),
  /** That all of them may take together. */
  limitBytes: z.number().int().min(idleLimits.bytes.min).max(idleLimits.bytes.max).default(usualLimitBytes),
})
/** What a person wants. */
export type IdleWish = z.infer<typeof idleWishSchema>

export const noIdlePreviews: IdleWish = {
  isOn: false,
  model: null,
  prompts: [
    { prompt: 'portrait of a woman, plain background', seed: '1' },
    { prompt: 'a house by a lake, trees, clouds', seed: '2' },
  ],
  negativePrompt: '',
  steps: 20,
  side: null,
  limitBytes: usualLimitBytes,
}

/** `without`: the same words and seed at weight 0; `preferred`: at the adapter's own weight. */
export const idleSources = ['preferred', 'without'] as const
export type IdleSource = (typeof idleSources)[number]

/** How far they have come, in pictures; told while there is something to do. */
export type IdleProgress = {
  /** `waiting` while somebody uses the app, or the engine. */
  state: 'running' | 'waiting' | 'paused'
  /** The name of the adapter whose picture is made. */
  adapter: string | null
  done: number
  of: number
  secondsLeft: number | null
}

/** An adapter of which there is no preview, and why. */
export type WithoutPreview = { id: string; name: string; why: ErrorReport }

/** What a person sees of them besides. */
export type IdleReport = {
  isPaused: boolean
  /** Of all previews that are kept. */
  sizeBytes: number
  count: number
  /** Whether no more are made because they would take more room than they may. */
  isFull: boolean
  /** How many of those that are wanted are there; null before it is known. */
  made: { done: number; of: number } | null
  /** What ended the work; null where nothing did. */
  problem: ErrorReport | null
  /** Tried once, and failed; the first of `failedCount`. */
  failed: WithoutPreview[]
  failedCount: number
  /** What does not fit the base; the first of `misfitCount`. */
  misfits: WithoutPreview[]
  misfitCount: number
}

/** What is remembered of a picture that could not be made. */
const failureSchema = z.object({ adapter: z.string(), name: z.string(), why: errorReportSchema })
export type IdleFailure = z.infer<typeof failureSchema>
export const idleFailureKind: StoredKind<IdleFailure> = {
  name: 'idle preview that failed',
  schema: failureSchema,
  upgrades: [],
}
