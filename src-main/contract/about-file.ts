// What is said of a model file, each with who says it: the file itself, or what other programs left beside it.
import { z } from 'zod'
import { sourceSchema } from './lineage.ts'

/** Of sidecars, the program that writes them; `text` is a description in a plain file. */
export const saidFrom = ['metadata', 'a1111', 'text', 'lora-manager', 'civitai', 'stability-matrix'] as const
export type SaidFrom = (typeof saidFrom)[number]
export type Said<Value> = { value: Value; from: SaidFrom }

const said = <Value>(value: z.ZodType<Value>) => z.object({ value, from: z.enum(saidFrom) })

export const aboutFileSchema = z.object({
  title: said(z.string()).nullable(),
  description: said(z.string()).nullable(),
  usageHint: said(z.string()).nullable(),
  tags: z.array(said(z.string())),
  nsfw: said(z.boolean()).nullable(),
  /** Ids of Civitai. */
  civitai: said(z.object({ model: z.number().nullable(), version: z.number().nullable() })).nullable(),
  /** A hint: whoever wrote it may have spoken of another file. */
  sha256: said(z.string()).nullable(),
  /** What it was made from: of what was merged, baked, resized or extracted. */
  sources: z.array(sourceSchema).default([]),
  /** Whether a picture is embedded. */
  thumbnail: z.boolean(),
  /** What its captions say most often, with how many; `total`: how many different tags there are. */
  tagFrequency: z.object({
    tags: z.array(z.object({ tag: z.string(), count: z.number() })),
    total: z.number(),
  }),
})
export type AboutFile = z.infer<typeof aboutFileSchema>

export const nothingSaid: AboutFile = {
  title: null,
  description: null,
  usageHint: null,
  tags: [],
  nsfw: null,
  civitai: null,
  sha256: null,
  sources: [],
  thumbnail: false,
  tagFrequency: { tags: [], total: 0 },
}
