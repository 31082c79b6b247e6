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
  /** Null where the system has none there. Without a folder only the system itself brings back what it was given. */
  systemTrash: { folder: string | null } | null
}

export const emptyTrashSchema = z.object({
  operations: z.array(z.string().min(1).max(100)).min(1).max(100_000),
  /** Removed instead of handed over. */
  isForGood: z.boolean(),
})
