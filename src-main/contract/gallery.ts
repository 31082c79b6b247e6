// The gallery as a window sees it: how many pictures of which form each day has, and the pictures themselves page by page.
import { z } from 'zod'
import type { Remark } from '../messages/table.ts'
import type { FacetCount } from './find.ts'
import type { EventId, PictureSummary } from './studio.ts'

export const gallerySorts = ['newest', 'oldest'] as const
export type GallerySort = (typeof gallerySorts)[number]

export const galleryWishSchema = z.object({
  /** In the language of the gallery's queries. */
  query: z.string().max(2000),
  sort: z.enum(gallerySorts),
})
export type GalleryWish = z.infer<typeof galleryWishSchema>

/** A day of the host's calendar, `2026-11-30`. */
export type GalleryDay = { readonly day: string; readonly count: number }

export const galleryLayoutSchema = galleryWishSchema.extend({
  /** The name of the order that the page has; null while it has none. */
  known: z.string().max(100).nullable(),
})
export type GalleryLayoutWish = z.infer<typeof galleryLayoutSchema>

export type GalleryLayout = {
  /** Its place in the stream of events. */
  at: EventId
  /** In the gallery at all. */
  of: number
  /** What was not understood of the query. */
  problems: Remark[]
  /** The name of this order: the same again for the same pictures in the same order. */
  order: string
  /** How all that is found lies; null where the page knows it. */
  lies: GalleryLies | null
}

export type GalleryLies = {
  /** In the order of the sort. */
  days: GalleryDay[]
  /** A byte for each picture in its order, in base 64: `aspectOfByte` says what it is. */
  aspects: string
}

export const galleryPageSchema = galleryWishSchema.extend({
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(200),
})
export type GalleryPage = { at: EventId; total: number; pictures: PictureSummary[] }

/** Pictures from one place in the order up to another. */
export const galleryStretchSchema = galleryWishSchema.extend({
  first: z.number().int().min(0),
  end: z.number().int().min(0),
})

/** What pictures were made with, the most frequent first; names in lower case. */
export type GalleryCounts = {
  models: FacetCount[]
  adapters: FacetCount[]
  samplers: FacetCount[]
  sizes: FacetCount[]
}

/** So many small pictures are handed out at once. */
export const mostThumbnails = 60

/** Steps of a byte for each doubling of width by height: two neighbours differ by 1.2 %. */
const stepsPerDoubling = 60
const square = 128

export function byteOfAspect(width: number, height: number): number {
  const step = Math.round(square + stepsPerDoubling * Math.log2(width / height))
  return Number.isFinite(step) ? Math.max(0, Math.min(255, step)) : square
}

/** Width by height. */
export function aspectOfByte(byte: number): number {
  return 2 ** ((byte - square) / stepsPerDoubling)
}
