// What reading a model file's header tells; kept in the catalog until the file changes.
import { z } from 'zod'
import { cutValue } from '../../base/cut.ts'
import { problemSchema } from '../problem-schema.ts'

export const inspectionSchema = z.object({
  name: z.string(),
  kind: z.enum(['checkpoint', 'vae']),
  architecture: z.enum(['sd1', 'sd2', 'sdxl']).nullable(),
  architectureLabel: z.string(),
  why: z.array(z.string()),
  precision: z.string(),
  predictionType: z.enum(['epsilon', 'v']).nullable(),
  hasVae: z.boolean(),
  defaultSize: z.object({ width: z.number(), height: z.number() }).nullable(),
  problem: problemSchema,
})
export type Inspection = z.infer<typeof inspectionSchema>

/** What a file says of itself goes into the catalog and to every window: however much that is, this is small. */
export function smallInspection(inspection: Inspection): Inspection {
  return cutValue(inspection, { text: 400, items: 50, depth: 5 })
}

/** Null: a file that is no model of ours at all (an adapter, an embedding) and is not listed. */
export type InspectModel = (path: string) => Promise<Inspection | null>
