// Any error a call throws, as the report its caller gets: no stack, no class names.
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { AppError, reportError, type ErrorReport } from '../../base/errors.ts'
import { faultOf } from '../../contract/faults.ts'
import { remark } from '../../messages/table.ts'

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError
}

export function reportOf(error: unknown): ErrorReport {
  if (error instanceof TRPCError) {
    const { cause } = error
    if (isAppError(cause) || cause instanceof ZodError) return reportOf(cause)
    if (cause !== undefined && error.code === 'INTERNAL_SERVER_ERROR') return reportError(cause)
    return remark('request/not-understood', { kind: error.code.toLowerCase().replaceAll('_', '-') })
  }
  if (error instanceof ZodError) return invalid(error)
  return reportError(error)
}

function invalid({ issues }: ZodError): ErrorReport {
  const faults = issues.map((issue) => ({ field: issue.path.join('.'), problem: faultOf(issue) }))
  const { field, problem } = faults[0] ?? { field: '', problem: remark('value/refused') }
  return { ...remark('request/invalid', { field, problem }), details: { field, faults } }
}

/** The status of a foreseen error, by what its code ends with or begins with. */
export function statusOf(error: AppError): TRPCError['code'] {
  if (error.code.endsWith('/not-found')) return 'NOT_FOUND'
  if (error.code === 'request/too-large') return 'PAYLOAD_TOO_LARGE'
  if (error.code.startsWith('internal/') || error.code.startsWith('engine/')) return 'INTERNAL_SERVER_ERROR'
  return 'UNPROCESSABLE_CONTENT'
}
