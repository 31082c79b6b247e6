// What of a download outlives the host: enough to go on with it.
import { z } from 'zod'
import { isErrorReport, type ErrorReport } from '../../base/errors.ts'
import { tokenSites } from '../../contract/download.ts'
import type { StoredKind } from '../../contract/stored.ts'
import { addressSchema } from './address.ts'

const schema = z.object({
  address: addressSchema,
  shown: z.string(),
  sha256: z.string().nullable(),
  folder: z.string(),
  placeName: z.string(),
  fileName: z.string(),
  site: z.enum(tokenSites).nullable(),
  /** When it stopped. */
  receivedBytes: z.number(),
  sizeBytes: z.number().nullable(),
  /** One that was going when the host ended is paused. */
  state: z.enum(['paused', 'failed', 'done']),
  problem: z.custom<ErrorReport>(isErrorReport).nullable(),
  createdAt: z.string(),
  /** Taken out of the list: what came of it goes when the host ends, unless it is put back before. */
  isRemoved: z.boolean().default(false),
})
export type StoredDownload = z.infer<typeof schema>

export const downloadKind: StoredKind<StoredDownload> = { name: 'download', schema, upgrades: [] }
