// What a person wants written anew, what it would be, and how far it is: with ids for files and folders, never paths.
import { z } from 'zod'
import type { ErrorReport } from '../base/errors.ts'
import type { Remark } from '../messages/table.ts'
import { stackSchema } from './adapter.ts'
import { writtenDialects, writtenTypes, type RewrittenModule, type RewriteProgress } from './rewrite.ts'

const id = z.string().min(1).max(200)
const rank = z.number().int().min(1).max(4096)

const rankRule = {
  rank,
  /** As few as keep this share of each change's energy, 0–1; null keeps the rank. */
  share: z.number().gt(0).max(1).nullable(),
}

const workSchema = z.discriminatedUnion('kind', [
  /** A checkpoint with a stack in it. */
  z.object({ kind: z.literal('bake'), model: id, stack: stackSchema.min(1) }),
  /** `model`: whose modules the adapters name; null for their family's as it was published. */
  z.object({ kind: z.literal('merge'), model: id.nullable(), stack: stackSchema.min(1) }),
  z.object({ kind: z.literal('resize'), model: id.nullable(), adapter: id, ...rankRule }),
  z.object({ kind: z.literal('convert'), model: id.nullable(), adapter: id, to: z.enum(writtenDialects) }),
  z.object({ kind: z.literal('extract'), base: id, tuned: id, convolutions: z.boolean(), ...rankRule }),
])
export type RewriteWork = z.infer<typeof workSchema>
export type RewriteKind = RewriteWork['kind']

export const rewriteWishSchema = z.object({
  work: workSchema,
  /** Null keeps the type of what is read; a checkpoint keeps its own. */
  dtype: z.enum(writtenTypes).nullable(),
  /** What the file is to be called, without its ending; null for what its sources are called. */
  name: z.string().trim().min(1).max(200).nullable(),
})
export type RewriteWish = z.infer<typeof rewriteWishSchema>

/** What a wish would come to. */
export type RewritePlan = {
  fileName: string
  /** Its model folder's name, and where in it. */
  folderName: string
  freeBytes: number | null
  /** About; null where only the work itself tells. */
  sizeBytes: number | null
  /** Null for a checkpoint. */
  ranks: { least: number; most: number } | null
  /** Null where it is that of a checkpoint. */
  dtype: (typeof writtenTypes)[number] | null
  /** What is not carried over, before it is begun. */
  remarks: Remark[]
}

/** What is known of a file that was written, from the file as it was read again. */
export type RewriteProof = {
  /** Of a checkpoint: parameters that changed, and tensors copied byte for byte; else null. */
  changed: number | null
  kept: number | null
  /** Of an adapter: its modules, and the largest error over the largest change wanted. */
  modules: number | null
  relativeError: number | null
  ranks: { least: number; most: number } | null
  dtype: (typeof writtenTypes)[number] | null
  /** Of what was cut: the module that kept least and the share of all energy that is left, 0–1. */
  leastKept: Pick<RewrittenModule, 'name' | 'kept'> | null
  sizeBytes: number
  seconds: number
  warnings: Remark[]
}

export type RewritingSummary = {
  id: string
  wish: RewriteWish
  fileName: string
  /** `interrupted`: an earlier host ended before it was over; it waits for somebody to say what becomes of it. */
  state: 'waiting' | 'running' | 'done' | 'failed' | 'interrupted'
  progress: RewriteProgress | null
  /** Of all its phases, 0–1. */
  share: number | null
  /** Of one that failed or was interrupted. */
  problem: ErrorReport | null
  proof: RewriteProof | null
  /** In the library, once it is there: an adapter's or a model's. */
  itemId: string | null
}
