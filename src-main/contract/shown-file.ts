// A file that a page holds and the host may know: its size, and what is written at some places of it.
import { z } from 'zod'
import type { AdapterSummary } from './library.ts'
import type { ModelSummary } from './studio.ts'

/** Two files that agree in size and in all of these are one file, copied. */
export const sampleCount = 16
export const sampleBytes = 4096

export const shownFileSchema = z.object({
  /** Of several copies, the one that is called so is meant. */
  name: z.string().max(1000),
  sizeBytes: z.number().int().min(1),
  samples: z
    .array(z.object({ at: z.number().int().min(0), bytes: z.base64().max(Math.ceil(sampleBytes / 3) * 4) }))
    .min(1)
    .max(sampleCount),
})
export type ShownFile = z.infer<typeof shownFileSchema>

/** Where the samples of a file lie: evenly, its beginning and its end among them. */
export function samplePlaces(sizeBytes: number): { at: number; length: number }[] {
  const length = Math.min(sampleBytes, sizeBytes)
  const last = sizeBytes - length
  const places = Array.from({ length: sampleCount }, (_, n) => Math.round((last * n) / (sampleCount - 1)))
  return [...new Set(places)].map((at) => ({ at, length }))
}

/** What a file of the model folders is; what is wrong with it is its `problem`. */
export type KnownFile = { kind: 'adapter'; adapter: AdapterSummary } | { kind: 'model'; model: ModelSummary }
