// What a report says in English, whichever form it has.
import type { ErrorReport } from '../../src-main/base/errors.ts'
import { say } from '../../src-main/messages/say.ts'

export function said(report: ErrorReport | null | undefined): { message?: string; hint?: string } {
  return report ? say(report, 'en') : {}
}
