// Where a picture that was not made here comes from: the program that made it, and what it says, in words of its own.
import { z } from 'zod'
import { pictureSources } from './picture-sources.ts'
import type { StoredKind } from './stored.ts'

const short = z.string().max(1000)

/** What is shown of a picture and searched by. Its file says the rest. */
export const saidPictureSchema = z.object({
  prompt: z.string(),
  negativePrompt: z.string(),
  /** Hashes are as they are written there, or empty. */
  model: z.object({ name: short, hash: short }).nullable(),
  adapters: z.array(z.object({ name: short, hash: short, weight: z.number() })),
  steps: z.number().nullable(),
  sampler: short.nullable(),
  scheduler: short.nullable(),
  guidance: z.number().nullable(),
  seed: short.nullable(),
})
export type SaidPicture = z.infer<typeof saidPictureSchema>

export const pictureOriginSchema = z.object({
  source: z.enum(pictureSources),
  /** Null for one of ours, which has its whole record. */
  said: saidPictureSchema.nullable(),
})
export type PictureOrigin = z.infer<typeof pictureOriginSchema>

export const originKind: StoredKind<PictureOrigin> = {
  name: 'picture origin',
  schema: pictureOriginSchema,
  upgrades: [],
}
