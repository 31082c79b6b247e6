// What lies in the trash, and its emptying.
import { z } from 'zod'

/** On one volume. */
export type TrashedVolume = {
  /** That our trash lies in. */
  folders: string[]
  /** Ids of those that threw it away. */
  operations: string[]
  files: number
  sizeBytes: number
  /** When the first of it was thrown away; ISO 8601. */
  since: string
  /** The folder of the system's trash there; null where there is none. */
  systemTrash: string | null
}

export const emptyTrashSchema = z.object({
  operations: z.array(z.string().min(1).max(100)).min(1).max(100_000),
  /** Removed instead of handed over. */
  isForGood: z.boolean(),
})
