// The language in which the command line tells what went wrong: that of the terminal it runs in.
import type { ErrorReport } from '../../base/errors.ts'
import type { Remark } from '../../messages/table.ts'
import { oneLine } from '../../messages/plain-text.ts'
import { languageOf, say } from '../../messages/say.ts'

/** As `LC_ALL`, `LC_MESSAGES` and `LANG` say, and Windows in its settings. */
const language = languageOf(Intl.DateTimeFormat().resolvedOptions().locale)

/** Sentence and way out, on one line. */
export function asText(report: ErrorReport | Remark): string {
  const { message, hint } = say(report, language)
  return oneLine(hint === undefined ? message : `${message} ${hint}`)
}
