// A kept picture made again: how the two compare, and what was not the same when it was made.
import { z } from 'zod'
import type { Remark } from '../messages/table.ts'
import type { DraftSummary } from './library.ts'

export const replaySchema = z.object({ id: z.string().min(1) })
export const replayedSchema = replaySchema.extend({ draftId: z.string().min(1) })

/** A replay is a draft: made behind what is being made, looked at, and kept only if somebody wants to. */
export type Replay = { readonly draft: DraftSummary }

/** Two pictures, pixel by pixel as they are seen. */
export type PixelDifference = {
  /** In which they differ; all of them where the sizes do. */
  readonly differing: number
  /** Of the larger picture. */
  readonly of: number
  /** The largest difference in a colour, 0–255; null where the sizes differ. */
  readonly largest: number | null
}

export type ReplayVerdict = PixelDifference & {
  readonly isEqual: boolean
  /** What was not the same; empty where nothing that is known was. */
  readonly differs: readonly Remark[]
}
