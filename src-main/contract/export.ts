// Pictures handed out of the gallery: as they are stored or written anew, with what they say of how they were made or bare.
import { z } from 'zod'

const quality = z.number().int().min(1).max(100)
export const exportFormSchema = z.discriminatedUnion('as', [
  z.object({ as: z.literal('file') }),
  z.object({ as: z.literal('png') }),
  z.object({ as: z.literal('jpeg'), quality }),
  z.object({ as: z.literal('webp'), quality }),
])
export type ExportForm = z.infer<typeof exportFormSchema>
export type ExportAs = ExportForm['as']

export const exportWaySchema = z.object({
  form: exportFormSchema,
  /** False leaves nothing of ours or of another program in the file. */
  withMetadata: z.boolean(),
  /** Of file names, without their ending. */
  pattern: z.string().min(1).max(200),
})
export type ExportWay = z.infer<typeof exportWaySchema>

export const usualExportPattern = '{name}'

const ids = z.array(z.string().min(1)).min(1)
export const exportNamesSchema = exportWaySchema.extend({ ids: ids.max(20) })
export const exportSchema = exportWaySchema.extend({
  ids: ids.max(100_000),
  /** What the desktop answered when a folder was chosen in its dialog: never a path. */
  grant: z.string().min(1).max(100),
})

/** What a file of a form ends with; null where that is the file's own ending. */
export const exportEndings: Readonly<Record<ExportAs, string | null>> = {
  file: null,
  png: '.png',
  jpeg: '.jpg',
  webp: '.webp',
}
