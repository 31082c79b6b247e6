// A remark as it is remembered: what was found out about a file, in no language yet.
import { z } from 'zod'
import type { Remark } from '../messages/table.ts'

const form = z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) })

export const remarkSchema = z.custom<Remark>((value) => form.safeParse(value).success)
