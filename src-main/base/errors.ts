// The one error type people see: a sentence for a person, a code for a program, a way out.

export type AppErrorOptions = {
  /** What the person can do about it, one sentence. */
  hint?: string
  /** Plain serialisable facts for "Copy details". */
  details?: Record<string, unknown>
  cause?: unknown
}

/** An error that was foreseen. `code` is `area/what`, e.g. `safetensors/truncated`. */
export class AppError extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly details: Record<string, unknown> | undefined

  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.hint = options.hint
    this.details = options.details
  }
}

/** The form in which an error crosses a process. */
export type ErrorReport = { code: string; message: string; hint?: string; details?: Record<string, unknown> }

/** Any thrown value as a report; what was not foreseen keeps its message under `internal/unexpected`. */
export function reportError(error: unknown): ErrorReport {
  if (error instanceof AppError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.details === undefined ? {} : { details: error.details }),
    }
  }
  return { code: 'internal/unexpected', message: error instanceof Error ? error.message : String(error) }
}

/** The error again on the other side of a process border. */
export function errorFromReport(report: ErrorReport): AppError {
  return new AppError(report.code, report.message, {
    ...(report.hint === undefined ? {} : { hint: report.hint }),
    ...(report.details === undefined ? {} : { details: report.details }),
  })
}

/** Stops on our own bugs. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`)
}
