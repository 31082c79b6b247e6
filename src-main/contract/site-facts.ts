// What the two sites know of a file, asked when a person wants it: what was sent, when, and what came of it.
import { z } from 'zod'
import { sha256Pattern } from '../base/sha256.ts'
import { tokenSites } from './download.ts'
import type { StoredKind } from './stored.ts'

const sha256 = z.string().regex(sha256Pattern)

export const sitePictureSchema = z.object({
  url: z.string(),
  /** Not for everybody's eyes, as the site says. */
  isNsfw: z.boolean(),
  /** The hash by which its small copy is kept; null while it was not fetched. */
  kept: sha256.nullable(),
})
export type SitePicture = z.infer<typeof sitePictureSchema>

const newerSchema = z.object({
  name: z.string(),
  base: z.string().nullable(),
  /** ISO 8601. */
  publishedAt: z.string().nullable(),
  /** An address that can be downloaded. */
  address: z.string(),
})

const knownSchema = z.object({
  /** The address of its page. */
  page: z.string(),
  title: z.string().nullable(),
  version: z.string().nullable(),
  description: z.string().nullable(),
  /** What it was made for, in the site's words. */
  base: z.string().nullable(),
  triggerGroups: z.array(z.array(z.string())),
  tags: z.array(z.string()),
  nsfw: z.boolean().nullable(),
  pictures: z.array(sitePictureSchema),
  newer: newerSchema.nullable(),
})
export type KnownBySite = z.infer<typeof knownSchema>

const siteFactsSchema = z.object({
  site: z.enum(tokenSites),
  /** ISO 8601. */
  askedAt: z.string(),
  /** The very addresses that were asked. */
  asked: z.array(z.string()),
  /** Whether a token of the person went along. */
  withToken: z.boolean(),
  /** Null where the site does not know the file. */
  known: knownSchema.nullable(),
})
export type SiteFacts = z.infer<typeof siteFactsSchema>

/** Of one file: what was asked last of each site. */
export const siteFactsKind: StoredKind<{ sites: SiteFacts[] }> = {
  name: 'what sites know',
  schema: z.object({ sites: z.array(siteFactsSchema).max(tokenSites.length) }),
  upgrades: [],
}

const ids = z.array(z.string().min(1).max(200)).min(1).max(100_000)
export const siteIdSchema = z.object({ id: z.string().min(1).max(200) })
export const sitePlanSchema = z.object({ ids })
export const askSitesSchema = z.object({
  ids,
  sites: z.array(z.enum(tokenSites)).min(1),
  /** Whether those that were asked before are asked again. */
  again: z.boolean(),
  /** Whether a picture is fetched for each that has none. */
  pictures: z.boolean(),
})
/** `id`: what takes it back, until Lamina ends or much else was forgotten; null where nothing was known. `count`: of contents. */
export type Forgotten = { id: string | null; count: number }
export const forgetFactsSchema = z.object({ ids })
export type AskSites = z.infer<typeof askSitesSchema>
export const fetchPicturesSchema = siteIdSchema.extend({ site: z.enum(tokenSites) })

/** What asking a site would send, before anything is sent. */
export type SitePlan = {
  site: (typeof tokenSites)[number]
  /** Of those that were picked: which this site can be asked about. */
  count: number
  /** Of these: which were asked before. */
  known: number
  /** Of these: whose contents are read first, as their hash is not known yet. */
  unread: number
  withToken: boolean
  /** Of the first of them; `…` stands for what is not known yet. */
  files: { name: string; addresses: string[] }[]
}
