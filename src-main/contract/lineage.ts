// What files were made from, and what was made from them, by contents and at any depth.
import { z } from 'zod'
import { sha256Pattern } from '../base/sha256.ts'

const sha256 = z.string().regex(sha256Pattern)

/** `sha256` is null for what is not one file, or only named; `weight`: what it was added with, where that is said. */
export const sourceSchema = z.object({
  name: z.string(),
  sha256: sha256.nullable(),
  weight: z.number().nullable(),
})
export type Source = z.infer<typeof sourceSchema>

/** Files of the library by id, others by their contents. */
export const lineageSchema = z.object({
  of: z.array(z.object({ id: z.string().max(200).nullable(), sha256: sha256.nullable() })).max(100),
})
export type LineageWish = z.infer<typeof lineageSchema>['of'][number]

export type LineageNode = Source & {
  /** From the file that was asked about: 1 for the nearest. */
  readonly depth: number
  /** In the library; null where it is not known to be there. */
  readonly here: { readonly id: string; readonly name: string; readonly isAdapter: boolean } | null
  readonly autoV3: string | null
}

/** Each file once, behind what leads to it. */
export type Lineage = { readonly from: LineageNode[]; readonly into: LineageNode[] }
