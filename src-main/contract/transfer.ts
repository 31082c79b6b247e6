// What goes on with many things, one after the other: pictures into the gallery or out of it, questions to sites. How far
// that is, and which of them could not come along.
import { z } from 'zod'
import type { ErrorReport } from '../base/errors.ts'

export const transferSchema = z.object({ id: z.string().min(1) })
export const pausedTransferSchema = transferSchema.extend({ isPaused: z.boolean() })

export type TransferProblem = { readonly name: string; readonly problem: ErrorReport }

export type Transfer = {
  readonly id: string
  readonly kind: 'export' | 'import' | 'facts'
  readonly state: 'running' | 'paused' | 'done' | 'cancelled'
  /** Gone through, whatever came of it. */
  readonly done: number
  readonly of: number
  /** There already; of questions, those to which a site knows no answer. */
  readonly same: number
  /** The first of them; `failed` counts them all. */
  readonly problems: readonly TransferProblem[]
  readonly failed: number
  readonly secondsLeft: number | null
}
