// Adapters as the renderer sees them, saved stacks, and drafts: pictures made to look at while a slider moves.
import { z } from 'zod'
import type { Remark } from '../messages/table.ts'
import type { ErrorReport } from '../base/errors.ts'
import { stackSchema, type AdapterDialect, type AdapterKind, type ModuleCount } from './adapter.ts'
import { generationRequestSchema, type PictureRecord } from './generation.ts'
import type { JobProgress } from './job-progress.ts'

/** One adapter file the catalog knows. */
export type AdapterSummary = {
  id: string
  /** What `<lora:…>` calls it: the file's stem. */
  name: string
  fileName: string
  /** Null while it is being read or when it was refused (then `problem` says why). */
  kind: AdapterKind | null
  dora: boolean
  dialects: AdapterDialect[]
  ranks: number[]
  /** Id of the family it fits. */
  architecture: string | null
  /** Why we think so. */
  architectureWhy: Remark[]
  /** The base line it was made for (SD 1.5, Pony, Illustrious, …) and how that was found; null when unknown. */
  madeFor: { name: string; how: Remark } | null
  /** Groups of words that go into the prompt together. */
  triggerGroups: string[][]
  embeddings: string[]
  /** Names what is in its table of contents: another one fits other models. */
  contents: string
  /** ‖ΔW‖ of the family's blocks, the largest 1; null until it was computed. */
  blockProfile: number[] | null
  sizeBytes: number
  addedAt: string
  lastUsedAt: string | null
  favourite: boolean
  preferredWeight: number
  range: { min: number; max: number }
  notes: string
  previewUrl: string | null
  sha256: string | null
  autoV3: string | null
  warnings: Remark[]
  problem: ErrorReport | null
  missing: boolean
}

/** What an adapter would do to a base model. `fits` is about shapes; what it was made for is another statement. */
export type AdapterProof = {
  adapterId: string
  /** Null when the file cannot be used with this base at all; `refusal` says why. */
  verdict: 'fits' | 'partly' | 'refused'
  unet: ModuleCount
  text: ModuleCount
  /** A few of the unmatched, with reasons. */
  unmatched: { name: string; reason: Remark }[]
  refusal: ErrorReport | null
}

/** A page of the picker: what is searched for, in the order used last, then by name. */
export const adapterSearchSchema = z.object({
  /** Words of name, file name, kind, base line and trigger words; all of them must be there. */
  text: z.string().max(500),
  favouritesOnly: z.boolean(),
  /** Leaves out what is known not to fit `model`. */
  fitsOnly: z.boolean(),
  model: z.string().nullable(),
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(200),
})
export type AdapterSearchWish = z.infer<typeof adapterSearchSchema>
export type AdapterFound = {
  /** On all pages. */
  total: number
  /** `proof` is null while it was not found out. */
  rows: { adapter: AdapterSummary; proof: AdapterProof | null }[]
}

/** What a stack and a prompt name. */
export const adapterKeysSchema = z.object({
  ids: z.array(z.string().max(200)).max(200),
  /** As tags name adapters: by name, by the trainer's name, or by the beginning of a hash. */
  names: z.array(z.string().max(500)).max(200),
})
export type AdapterLookup = {
  adapters: AdapterSummary[]
  /** For each name that was asked for; null where nothing is called so. */
  names: { name: string; id: string | null }[]
}

/** What a person notes of an adapter. */
export const notesSchema = z.string().max(20_000)

/** What a person may change of an adapter. */
export const adapterEditSchema = z
  .object({
    favourite: z.boolean(),
    preferredWeight: z.number(),
    /** Null: the usual one again. */
    range: z
      .object({ min: z.number(), max: z.number() })
      .refine((r) => r.min < r.max)
      .nullable(),
    notes: notesSchema,
    triggerGroups: z.array(z.array(z.string().max(500)).max(100)).max(100),
  })
  .partial()
export type AdapterEdit = z.infer<typeof adapterEditSchema>

export const savedStackSchema = z.object({ name: z.string().trim().min(1).max(200), stack: stackSchema })
export type SavedStack = z.infer<typeof savedStackSchema> & {
  id: string
  createdAt: string
  /** Why its entries cannot be read; the stack is empty then. */
  problem: ErrorReport | null
}

export const draftLanes = ['live', 'strip', 'grid', 'replay', 'muted'] as const
/**
 * A picture that nothing keeps until someone asks: the live one, those of a strip and of a grid, a kept one made again,
 * and one without an adapter.
 */
export const draftRequestSchema = z.object({
  /** A new draft of the same lane replaces what that lane is making; queued jobs are never touched. */
  lane: z.enum(draftLanes),
  /** Several requests are made one after the other (a strip, centre first). */
  requests: z.array(generationRequestSchema).min(1).max(32),
})
export type DraftRequest = z.infer<typeof draftRequestSchema>
export type DraftState = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed'
export type DraftSummary = {
  id: string
  lane: DraftRequest['lane']
  /** Position in the request's list. */
  index: number
  state: DraftState
  progress: JobProgress | null
  error: ErrorReport | null
  /** `media/draft/<id>` once it is done. */
  url: string | null
  /** Pixels. */
  width: number
  height: number
  record: PictureRecord | null
  /** Seconds from the request to the picture. */
  seconds: number | null
}
