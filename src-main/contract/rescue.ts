// How a damaged or lost catalog was replaced, from when that is noticed until a person has read of it.
import { z } from 'zod'
import type { StoredKind } from './stored.ts'

export const rescueSchema = z.object({
  /** When it was noticed. */
  at: z.iso.datetime(),
  why: z.enum(['damaged', 'missing']),
  /** `noticed`: the catalog is to be replaced when it is opened next. */
  stage: z.enum(['noticed', 'replaced']),
  /** When the backup was made that lies in its place now; null without one. */
  backupAt: z.iso.datetime().nullable().default(null),
  /** How many pictures were found again by their files; null while they are looked for. */
  pictures: z.int().min(0).nullable().default(null),
})
export type Rescue = z.infer<typeof rescueSchema>
export const rescueKind: StoredKind<Rescue> = {
  name: 'rescue of the catalog',
  schema: rescueSchema,
  upgrades: [],
}
