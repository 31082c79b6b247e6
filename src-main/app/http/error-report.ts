// Any error a call throws, as the report its caller gets: no stack, no class names.
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { AppError, reportError, type ErrorReport } from '../../base/errors.ts'

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError
}

export function reportOf(error: unknown): ErrorReport {
  if (error instanceof TRPCError) {
    const { cause } = error
    if (isAppError(cause) || cause instanceof ZodError) return reportOf(cause)
    if (cause !== undefined && error.code === 'INTERNAL_SERVER_ERROR') return reportError(cause)
    return { code: `request/${error.code.toLowerCase().replaceAll('_', '-')}`, message: error.message }
  }
  if (error instanceof ZodError) return invalid(error)
  return reportError(error)
}

function invalid(error: ZodError): ErrorReport {
  const [first] = error.issues
  const field = first?.path.join('.') ?? ''
  const message = first?.message ?? 'The request is not valid.'
  return {
    code: 'request/invalid',
    // Our own sentences stand alone; the library's need to be told what they speak of.
    message: message.startsWith('Invalid input') && field !== '' ? `${field}: ${message}` : message,
    details: {
      field,
      issues: error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })),
    },
  }
}

/** The status of a foreseen error, by what its code ends with or begins with. */
export function statusOf(error: AppError): TRPCError['code'] {
  if (error.code.endsWith('/not-found')) return 'NOT_FOUND'
  if (error.code === 'request/too-large') return 'PAYLOAD_TOO_LARGE'
  if (error.code.startsWith('internal/') || error.code.startsWith('engine/')) return 'INTERNAL_SERVER_ERROR'
  return 'UNPROCESSABLE_CONTENT'
}
