// Any thrown value as the report people see: code, sentence, way out.
import { reportError, type ErrorReport } from '../../src-main/base/errors.ts'

/** tRPC carries our report in `data.report`; everything else becomes one. */
export function failureReport(error: unknown): ErrorReport {
  const carried = carriedReport(error)
  return carried ?? reportError(error)
}

function carriedReport(error: unknown): ErrorReport | null {
  if (typeof error !== 'object' || error === null || !('data' in error)) return null
  const data = error.data
  if (typeof data !== 'object' || data === null || !('report' in data)) return null
  const report = data.report as Partial<ErrorReport> | null
  if (typeof report?.code !== 'string' || typeof report.message !== 'string') return null
  return { ...report, code: report.code, message: report.message }
}

/** What *Copy details* puts on the clipboard. */
export function failureText(report: ErrorReport, about: Record<string, unknown> = {}): string {
  const lines = [`${report.code}: ${report.message}`]
  if (report.hint !== undefined) lines.push(report.hint)
  const details = { ...report.details, ...about }
  if (Object.keys(details).length > 0) lines.push(JSON.stringify(details, null, 2))
  return lines.join('\n')
}
