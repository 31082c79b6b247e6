// Any thrown value as the report people see: code, sentence, way out.
import { say } from '../../src-main/messages/say.ts'
import { AppError, isErrorReport, reportError, type ErrorReport } from '../../src-main/base/errors.ts'

/** tRPC carries our report in `data.report`; everything else becomes one. */
export function failureReport(error: unknown): ErrorReport {
  const carried = carriedReport(error)
  return carried ?? reportError(isUnanswered(error) ? new AppError('request/no-answer') : error)
}

/** As Chromium, Firefox and Safari say that nobody was there; the client of the calls has it as its cause. */
function isUnanswered(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof TypeError && /fetch|network|load failed/i.test(cause.message)
}

function carriedReport(error: unknown): ErrorReport | null {
  if (typeof error !== 'object' || error === null || !('data' in error)) return null
  const data = error.data
  if (typeof data !== 'object' || data === null || !('report' in data)) return null
  return isErrorReport(data.report) ? data.report : null
}

/** What *Copy details* puts on the clipboard. */
export function failureText(report: ErrorReport, about: Record<string, unknown> = {}): string {
  // In English, so that whoever is asked for help can read it.
  const { message, hint } = say(report, 'en')
  const lines = [`${report.code}: ${message}`]
  if (hint !== undefined) lines.push(hint)
  const details = { ...report.details, ...about }
  if (Object.keys(details).length > 0) lines.push(JSON.stringify(details, null, 2))
  return lines.join('\n')
}
