// What is told of adapters' effects: who does the same, who is like this one, and what a stack's adapters do to each other.
import { z } from 'zod'
import { stackSchema } from './adapter.ts'

export const sameReasons = ['same-tensors', 'same-change', 'resized'] as const
/**
 * The same numbers, whatever the files say around them; the same change in another type, spelling or strength; the
 * same change cut down to a smaller rank.
 */
export type SameReason = (typeof sameReasons)[number]

export type DuplicateGroup = {
  /** The weakest of the reasons that hold the group together. */
  why: SameReason
  /** The least cosine between two of the group that were compared. */
  cosine: number
  ids: string[]
}

export type DuplicateGroups = {
  groups: DuplicateGroup[]
  /** Steps, epochs and versions of one training: ids, the last one first. */
  trainings: string[][]
  /** Adapters that were not compared yet. */
  left: number
}

export const alikeSchema = z.object({ id: z.string().max(200), limit: z.number().int().min(1).max(1000) })
export type AlikeRow = {
  id: string
  cosine: number
  /** `exact` where both files were read whole; else what their fingerprints say, within a tenth. */
  proof: 'exact' | 'estimate'
  why: SameReason | null
}
export type Alike = {
  /** Whether the adapter can be compared at all: else its change depends on the base's weights. */
  isComparable: boolean
  /** The most alike first, without the adapter itself. */
  rows: AlikeRow[]
  /** How many were compared. */
  of: number
}

export const conflictsSchema = z.object({ stack: stackSchema })

/** Two adapters of a stack at their weights. */
export type StackConflict = {
  /** Ids of the stack's entries. */
  first: string
  second: string
  /** −1 to 1; null where either does nothing that can be told. */
  cosine: number | null
  /** Which share of the first's own effect the second adds, below 0 takes away, and the other way round. */
  shares: [ofFirst: number, ofSecond: number] | null
  /** In the order of `StackConflicts.blocks`; null where either leaves the block alone. */
  blocks: (number | null)[]
  /** Modules that both change and that nobody can compare without the base's weights. */
  untold: number
}

export type StackConflicts = {
  /** Names of the blocks that any of them changes. */
  blocks: string[]
  pairs: StackConflict[]
  /** Entries that cannot be compared with the others: their files are away, unreadable or of another family. */
  leftOut: string[]
}

/** How far the comparing of adapters has come. */
export type ComparingProgress = {
  /** A fingerprint of each, each new one against all, and those that are near exactly. */
  stage: 'reading' | 'searching' | 'proving'
  done: number
  of: number
  secondsLeft: number | null
  /** `waiting` while pictures are made. */
  state: 'running' | 'waiting' | 'paused'
}
