// An error report as it is remembered of a file that could not be read.
import { z } from 'zod'

export const problemSchema = z
  .object({
    code: z.string(),
    message: z.string(),
    hint: z.string().exactOptional(),
    details: z.record(z.string(), z.unknown()).exactOptional(),
  })
  .nullable()
