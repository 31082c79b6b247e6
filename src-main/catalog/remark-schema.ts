// A remark as it is remembered: what was found out about a file, in no language yet.
import { z } from 'zod'
import type { Remark } from '../messages/table.ts'

export const remarkSchema = z.custom<Remark>(
  (value) =>
    z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).safeParse(value).success,
)
