// What a remark or a report says in English, whichever form it has.
import type { ErrorReport } from '../../src-main/base/errors.ts'
import { say } from '../../src-main/messages/say.ts'
import type { Remark } from '../../src-main/messages/table.ts'

export function said(report: ErrorReport | Remark | null | undefined): { message?: string; hint?: string } {
  return report ? say(report, 'en') : {}
}

/** The sentence alone; null where there is nothing to say. */
export function inEnglish(remark: ErrorReport | Remark | null | undefined): string | null {
  return said(remark).message ?? null
}
