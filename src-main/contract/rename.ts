// New names for files of the library by a template: what is wished for, and what would become of each file.
import { z } from 'zod'
import type { Remark } from '../messages/table.ts'
import { selectionSchema } from './find.ts'

/** What a template can ask of a file, as `{title}`. */
export const templateWords = [
  'name',
  'title',
  'version',
  'base',
  'line',
  'kind',
  'rank',
  'tag',
  'collection',
  'rating',
  'date',
  'hash',
] as const
export type TemplateWord = (typeof templateWords)[number]

const longestTemplate = 1_000

export const renameSchema = z.object({
  ids: selectionSchema.shape.ids.min(1),
  /** In the language of `catalog/moving/name-template.ts`. */
  template: z.string().max(longestTemplate),
  /** Where the template begins: in the folder that each file lies in, in its model folder, or in one place for all. */
  into: z.union([z.enum(['own-folder', 'model-folder']), z.object({ place: z.string().min(1).max(200) })]),
})
export type RenameWish = z.infer<typeof renameSchema>

export const renamePreviewSchema = renameSchema.extend({
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(1000),
})
/** `plan`: of the preview that was shown. */
export const renameDoSchema = renameSchema.extend({ plan: z.string().min(1).max(100) })

/** Paths below the model folders, with forward slashes. */
export type RenameRow = {
  id: string
  from: string
  /** Null where it cannot have a name. */
  to: string | null
  /** What belongs to it and goes along, by the names in its folder. */
  companions: { from: string; to: string }[]
  conflict: Remark | null
}

export type RenamePreview = {
  /** Of the template as a whole; there are no rows then. */
  problem: Remark | null
  /** Files that get another name or place. */
  going: number
  conflicts: number
  /** Files that are called so already, and stay. */
  staying: number
  /** Folders that are left empty by it, and go. */
  left: string[]
  /** A page: what stands against something first, what stays last. */
  rows: RenameRow[]
  /** Stands for all of it: what is done is what was shown. */
  plan: string
}
