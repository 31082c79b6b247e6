// The settings of a picture file, as Create's draft takes them over.
import type { Remark } from '../messages/table.ts'
import type { GenerationRequest } from './generation.ts'
import type { PictureSource } from './picture-sources.ts'

/** How large a picture may be that is asked for its settings. */
export const mostPictureBytes = 128 * 2 ** 20

/** How long a text may be that is asked for them: two of the longest prompts, and what is said besides. */
export const mostPastedLength = 200_000

/** How many pictures somebody wants next is not said by one of them. */
export type SettingsOfPicture = Partial<Omit<GenerationRequest, 'batch'>>

export type PictureSettings = {
  from: PictureSource
  /** Models and adapters by id, as they are here; what the picture does not say, or is not here, is left out. */
  settings: SettingsOfPicture
  /** What of the picture these settings do not say, each by its name. */
  left: Remark[]
}
