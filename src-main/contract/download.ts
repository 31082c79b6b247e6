// Models that are brought from the web, as the page sees them.
import { z } from 'zod'
import { sha256Pattern } from '../base/sha256.ts'
import type { ErrorReport } from '../base/errors.ts'

export const tokenSites = ['civitai', 'hugging-face'] as const
export type TokenSite = (typeof tokenSites)[number]

export const addressSchema = z.string().min(1).max(4_000)

/** A folder into which a file can be put; pages name it by its id. */
export type DownloadPlace = {
  id: string
  /** Its model folder's name, and where in it. */
  name: string
  /** Null where the disk does not say. */
  freeBytes: number | null
}

/** What an address names, once its site was asked. */
export type DownloadOffer = {
  site: TokenSite | null
  /** Null where one of `choices` is to be chosen first. */
  fileName: string | null
  sizeBytes: number | null
  sha256: string | null
  /** As the site calls it: `LORA`. */
  kind: string | null
  /** Of a repository with several. */
  choices: { path: string; sizeBytes: number }[]
  /** Where files of this kind lie; null where nothing speaks for one. */
  suggested: string | null
}

export const downloadWishSchema = z.object({
  address: addressSchema,
  /** One of the offer's choices; null for what the address names by itself. */
  file: z.string().min(1).max(1_000).nullable(),
  place: z.string().min(1).max(100),
  sha256: z.string().regex(sha256Pattern).nullable(),
})
export type DownloadWish = z.infer<typeof downloadWishSchema>

export const tokenSchema = z.object({
  site: z.enum(tokenSites),
  token: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .regex(/^[\x21-\x7e]+$/),
})

/** A token that is set; what it is nobody is told. */
export type KeptToken = { site: TokenSite; keptIn: 'keyring' | 'file' }

export type DownloadState = 'waiting' | 'going' | 'paused' | 'failed' | 'done'

export type DownloadSummary = {
  id: string
  /** Without what may be secret in it. */
  address: string
  site: TokenSite | null
  fileName: string
  /** As people call the folder. */
  placeName: string
  state: DownloadState
  /** What one that goes is doing: asking, receiving, waiting to ask again, or checking what came. */
  phase: 'asking' | 'receiving' | 'waiting' | 'checking' | null
  receivedBytes: number
  /** Null while nobody says it. */
  sizeBytes: number | null
  bytesPerSecond: number | null
  secondsLeft: number | null
  /** While what came is checked: how much of it has been read again, 0 to 1. */
  checkedShare: number | null
  problem: ErrorReport | null
  /** ISO 8601. */
  createdAt: string
}
