// The one error type people see: a code and the facts of its sentence. The sentences are in `messages/`.
import { cutText, cutValue } from './cut.ts'
import type { AnyRemark, Facts, OldReport } from '../messages/entry.ts'
import { quotedFacts } from '../messages/quoted-facts.ts'
import { say } from '../messages/say.ts'
import { entryOf, type Arguments, type Code, type FactsOf, type Remark } from '../messages/table.ts'

export type AppErrorOptions = {
  /** Plain serialisable facts for "Copy details", beyond those that the sentence tells. */
  details?: Record<string, unknown>
  cause?: unknown
}
/** A code, the facts it needs, and what else is known. */
type Foreseen = {
  [C in Code]: [code: C, ...facts: Arguments<C>] | [code: C, facts: FactsOf<C>, options: AppErrorOptions]
}[Code]

/** The key to the form of an error that only this file makes. */
const asStored = Symbol('as an older version stored it')

/**
 * An error that was foreseen. `code` is `area/what`, e.g.
 * `safetensors/truncated`; `message` is its English, for logs.
 */
export class AppError extends Error {
  readonly code: string
  /** Null where an older version stored the sentence instead. */
  readonly facts: Facts | null
  readonly hint: string | undefined
  readonly details: Record<string, unknown> | undefined

  constructor(...foreseen: Foreseen)
  constructor(key: typeof asStored, report: OldReport, options: AppErrorOptions)
  constructor(first: string | typeof asStored, second: object = {}, options: AppErrorOptions = {}) {
    const remark = typeof first === 'string' ? { code: first, facts: second as Facts } : (second as OldReport)
    const { message, hint } = say(remark, 'en')
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = remark.code
    this.facts = 'facts' in remark ? quotedFacts(remark.facts) : null
    this.hint = hint
    this.details = options.details
  }
}

type WithDetails = { readonly details?: Record<string, unknown> }

/** The form in which an error crosses a process and is stored. */
export type ErrorReport = (Remark & WithDetails) | (OldReport & WithDetails)

/** Whether a value from outside this process, or from an older version, is a report. */
export function isErrorReport(value: unknown): value is ErrorReport {
  if (typeof value !== 'object' || value === null || value instanceof Error) return false
  const { code, facts, message } = value as Record<string, unknown>
  return (
    typeof code === 'string' && (typeof message === 'string' || (typeof facts === 'object' && facts !== null))
  )
}

const factLimits = { text: 300, items: 100, depth: 6 }
/** Paths are among them. */
const detailLimits = { text: 1000, items: 100, depth: 6 }
const longestSentence = 600

/**
 * Any thrown value as a report; what was not foreseen is quoted under `internal/unexpected`. However much a file's
 * names take, its report is small: reports are stored, and sent to every window.
 */
export function reportError(error: unknown): ErrorReport {
  if (!(error instanceof AppError)) {
    const what = error instanceof Error ? error.message : String(error)
    return { code: 'internal/unexpected', facts: { what: cutText(what, longestSentence) } }
  }
  const details = error.details === undefined ? {} : { details: cutValue(error.details, detailLimits) }
  if (error.facts !== null)
    return { code: error.code, facts: cutValue(error.facts, factLimits), ...details } as ErrorReport
  const { code, message, hint } = error
  const spoken = hint === undefined ? {} : { hint: cutText(hint, longestSentence) }
  return { code, message: cutText(message, longestSentence), ...spoken, ...details }
}

/** The error again on the other side of a process border. */
export function errorFromReport(report: ErrorReport | (AnyRemark & WithDetails)): AppError {
  const details = report.details === undefined ? {} : { details: report.details }
  return 'facts' in report ? foreseen(report, details) : new AppError(asStored, report, details)
}

/** Of a code that another version knows, the code is kept, and said in its words. */
function foreseen({ code, facts }: AnyRemark, options: AppErrorOptions): AppError {
  if (entryOf(code) === null) return new AppError('internal/unknown-remark', { code }, options)
  return new AppError(...([code, facts, options] as unknown as Foreseen))
}

/** Stops on our own bugs. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`)
}
