// What reading a model file's header tells; kept in the catalog until the file changes.
import { basename } from 'node:path'
import { z } from 'zod'
import { cutValue } from '../../base/cut.ts'
import type { ErrorReport } from '../../base/errors.ts'
import type { StoredKind } from '../../contract/stored.ts'
import { problemSchema } from '../problem-schema.ts'
import { modelStem } from './model-endings.ts'
import { nameFromStem } from './model-name.ts'

export const inspectionSchema = z.object({
  name: z.string(),
  kind: z.enum(['checkpoint', 'vae']),
  architecture: z.string().nullable(),
  precision: z.string(),
  predictionType: z.string().nullable(),
  hasVae: z.boolean(),
  defaultSize: z.object({ width: z.number(), height: z.number() }).nullable(),
  problem: problemSchema,
})
export type Inspection = z.infer<typeof inspectionSchema>

export const inspectionKind: StoredKind<Inspection> = {
  name: 'model inspection',
  schema: inspectionSchema,
  upgrades: [],
}

/** What a file says of itself goes into the catalog and to every window: however much that is, this is small. */
export function smallInspection(inspection: Inspection): Inspection {
  return cutValue(inspection, { text: 400, items: 50, depth: 5 })
}

/** Of a file that cannot be used, or read. */
export function refusedModel(path: string, problem: ErrorReport): Inspection {
  return {
    name: nameFromStem(modelStem(basename(path))),
    kind: 'checkpoint',
    architecture: null,
    precision: '',
    predictionType: null,
    hasVae: false,
    defaultSize: null,
    problem,
  }
}
