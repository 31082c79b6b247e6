// Pictures that are taken into the gallery: by upload, one by one, or from a folder that was chosen on the desktop.
import { z } from 'zod'

/** Names the pictures that came together: they leave together. */
export const importIdSchema = z.string().regex(/^[\w-]{8,64}$/)

export const importFolderSchema = z.object({ grant: z.string().min(1).max(100) })
export const undoImportSchema = z.object({ id: importIdSchema })

/** `same`: it was there already. */
export type ImportOutcome = 'done' | 'same'

export const importEndings = ['.png', '.jpg', '.jpeg', '.webp', '.avif'] as const
