// An error report as it is remembered of a file that could not be read.
import { errorReportSchema } from '../contract/error-report.ts'

export const problemSchema = errorReportSchema.nullable()
