// An error report where it is kept: of a job that failed, of a file that could not be read.
import { z } from 'zod'
import { isErrorReport, type ErrorReport } from '../base/errors.ts'
import type { StoredKind } from './stored.ts'

export const errorReportSchema = z.custom<ErrorReport>(isErrorReport)

export const errorReportKind: StoredKind<ErrorReport> = {
  name: 'error report',
  schema: errorReportSchema,
  upgrades: [],
}
