// The language in which the command line tells what went wrong: that of the terminal it runs in.
import type { ErrorReport } from '../../base/errors.ts'
import type { Language } from '../../messages/entry.ts'
import { oneLine } from '../../messages/plain-text.ts'
import { languageOf } from '../../messages/language-of.ts'
import { say } from '../../messages/say.ts'
import type { Remark } from '../../messages/table.ts'

/** As `LC_ALL`, `LC_MESSAGES` and `LANG` say, and Windows in its settings. */
const terminal = languageOf(Intl.DateTimeFormat().resolvedOptions().locale)

/** Sentence and way out, on one line. */
export function asText(report: ErrorReport | Remark): string {
  return spoken(report, terminal)
}

/** For programs that read JSON: in English, whatever the terminal speaks. */
export function inEnglish(remark: ErrorReport | Remark): string {
  return spoken(remark, 'en')
}

function spoken(report: ErrorReport | Remark, language: Language): string {
  const { message, hint } = say(report, language)
  return oneLine(hint === undefined ? message : `${message} ${hint}`)
}
