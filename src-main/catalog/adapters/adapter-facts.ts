// What reading an adapter file's header tells; kept in the catalog until the file changes.
import { z } from 'zod'
import { problemSchema } from '../problem-schema.ts'
import { adapterDialects, adapterKinds } from '../../contract/adapter.ts'

const countSchema = z.object({ matched: z.number(), unmatched: z.number() })

export const adapterFactsSchema = z.object({
  /** Null when the file was refused. */
  kind: z.enum(adapterKinds).nullable(),
  dora: z.boolean(),
  dialects: z.array(z.enum(adapterDialects)),
  ranks: z.array(z.number()),
  architecture: z.enum(['sd1', 'sd2', 'sdxl']).nullable(),
  architectureWhy: z.string(),
  madeFor: z.object({ name: z.string(), how: z.string() }).nullable(),
  triggerGroups: z.array(z.array(z.string())),
  embeddings: z.array(z.string()),
  /** Against the published modules of its architecture. */
  unet: countSchema,
  text: countSchema,
  warnings: z.array(z.string()),
  /** `ss_output_name`, A1111's other name for it. */
  alias: z.string().nullable(),
  /** What the trainer wrote as the hash of the tensors; A1111 believes it. */
  modelHash: z.string().nullable(),
  preferredWeight: z.number().nullable(),
  notes: z.string().nullable(),
  /** A file name in the adapter's folder. */
  preview: z.string().nullable(),
  /** Of the table of contents: the same file elsewhere has the same. */
  headerHash: z.string(),
  problem: problemSchema,
})
export type AdapterFacts = z.infer<typeof adapterFactsSchema>
