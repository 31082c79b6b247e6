// Where a slider marks an adapter's weight: how strong it is on a base, beside others and by its pictures.
import { z } from 'zod'
import { mostEntries } from './adapter.ts'
import type { WeightRange } from './weights.ts'

/** Of one base; ids of adapters. */
export const weightMarksSchema = z.object({
  model: z.string().min(1).max(200),
  ids: z.array(z.string().min(1).max(200)).max(mostEntries),
})
export type WeightMarksWish = z.infer<typeof weightMarksSchema>

/** √(Σ‖ΔW‖² / Σ‖W‖²) at weight 1, over the modules that it changes. */
export type AdapterStrength = {
  total: number
  /** The block that it changes most; null where it changes none. */
  most: { block: string; strength: number } | null
}

export type WeightMark = {
  adapterId: string
  /** Null where it depends on the base's weights, or nothing of the adapter acts on the base. */
  strength: AdapterStrength | null
  /** Where it is as strong as the middle one of `of` adapters for this base, and where half of them lie. */
  usual: { weight: number; range: WeightRange; of: number } | null
  /**
   * By pictures of one request that differ in this weight alone: where the picture has moved half as far as the farthest
   * of them above 0, and from there to where it has moved nine tenths of that.
   */
  response: { weight: number; range: WeightRange; pictures: number } | null
}

export type WeightMarks = {
  /** Of those of which something is known. */
  marks: WeightMark[]
  /** More will be known: it is told. */
  isMeasuring: boolean
}
