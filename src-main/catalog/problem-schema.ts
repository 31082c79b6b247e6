// An error report as it is remembered of a file that could not be read.
import { z } from 'zod'
import { isErrorReport, type ErrorReport } from '../base/errors.ts'

export const problemSchema = z.custom<ErrorReport>(isErrorReport).nullable()
