// Which adapter did that: a finished picture made again with each of its adapters muted in turn, and where that differs.
import { z } from 'zod'
import type { DifferenceFigures, DifferenceMap } from '../base/difference-map.ts'
import type { Remark } from '../messages/table.ts'
import type { StackEntry } from './adapter.ts'
import type { GenerationRequest } from './generation.ts'
import type { PictureRound, RoundCell, RoundHead } from './picture-round.ts'
import type { PictureSummary } from './studio.ts'

export const mutedPictureSchema = z.object({ pictureId: z.string().min(1).max(200) })

/** How far a picture is from the one with all adapters. Its map is row-major, a byte for each place. */
export type PictureDistance = DifferenceFigures &
  Pick<DifferenceMap, 'width' | 'height'> & { readonly mapUrl: string }

/** The entry that is muted: off, and the prompt as it was. */
export type MutedEntry = Pick<StackEntry, 'id' | 'adapter' | 'name' | 'weight'>

export type MutedCell = RoundCell & {
  /** Null, in the first cell, for the picture with all of them. */
  readonly entry: MutedEntry | null
  /** Null before it is made. */
  readonly url: string | null
  /** Null until it was compared with the first. */
  readonly distance: PictureDistance | null
}

/**
 * Whether the kept picture is what is compared with: only if this Lamina would make the same again, which is known when
 * the first muted one tells what it was made by. Else the first cell is made, too.
 */
export type MutingBase = 'unknown' | 'kept' | 'remade'

export type MutingHead = RoundHead & {
  readonly base: MutingBase
  /** Why the kept picture is not what is compared with; what acted then and is not here is left out of all of them. */
  readonly why: readonly Remark[]
}

export type Muting = PictureRound<MutedCell> &
  Pick<MutingHead, 'base' | 'why'> & {
    readonly picture: PictureSummary
    /** As it is asked for, with all of them. */
    readonly request: GenerationRequest
  }
