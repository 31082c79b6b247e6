// A trial: one picture with each of some adapters, and before them one without, all from the same words and seed.
import { z } from 'zod'
import { errorReportSchema } from './error-report.ts'
import { generationRequestSchema } from './generation.ts'
import { roundCellSchema, roundStateSchema } from './picture-round.ts'
import type { StoredKind } from './stored.ts'
import type { PictureSummary } from './studio.ts'

/** As many as are asked for at once what they would do to a base. */
export const mostTried = 200

/** What is tried, each at its own weight, with its trigger words where the prompt lacks them. */
export const trialWishSchema = z.object({
  /** Its stack does not act: the base is tried, and each adapter alone. */
  request: generationRequestSchema,
  ids: z.array(z.string().min(1).max(200)).min(1).max(mostTried),
})
export type TrialWish = z.infer<typeof trialWishSchema>

const storedCellSchema = roundCellSchema.extend({
  /** Null for the base alone. `words` are put behind the prompt where it lacks them. */
  adapter: z
    .object({ id: z.string(), name: z.string(), weight: z.number(), words: z.array(z.string()) })
    .nullable(),
  picture: z.string().nullable(),
})
export type StoredTrialCell = z.infer<typeof storedCellSchema>
export type TriedAdapter = NonNullable<StoredTrialCell['adapter']>

const storedTrialSchema = z.object({
  id: z.string(),
  state: roundStateSchema,
  createdAt: z.string(),
  request: generationRequestSchema,
  cells: z.array(storedCellSchema),
  /** What cannot be tried, and why. */
  skipped: z.array(z.object({ id: z.string(), name: z.string(), why: errorReportSchema })),
  /** Of a picture, from those that are made; null before the first. */
  secondsEach: z.number().nullable(),
})
export type StoredTrial = z.infer<typeof storedTrialSchema>
export const trialKind: StoredKind<StoredTrial> = { name: 'trial', schema: storedTrialSchema, upgrades: [] }

/** `picture` is null, too, when it was thrown away since. */
export type TrialCell = Omit<StoredTrialCell, 'picture'> & { picture: PictureSummary | null }
export type Trial = Omit<StoredTrial, 'cells'> & { cells: TrialCell[] }
