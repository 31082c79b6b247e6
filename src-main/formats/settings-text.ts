// What a picture file says of how it was made: our own record, else what any other program wrote into it.
import { AppError, errorFromReport, type ErrorReport } from '../base/errors.ts'
import { recordKind, type PictureRecord } from '../contract/generation.ts'
import type { SaidSettings } from '../contract/said-settings.ts'
import { parseStored, readStored } from '../contract/stored.ts'
import { withoutIndexes } from './infotext-indexes.ts'
import { parseInfotext } from './infotext.ts'
import { infotextKeyword, recordKeyword } from './picture-keywords.ts'
import { readPictureTexts } from './picture-texts.ts'
import type { Inflate } from './png-text.ts'
import { saidByTexts, settingsKeywords } from './programs/said-by-texts.ts'

export type SettingsText =
  | { readonly kind: 'record'; readonly record: PictureRecord }
  | {
      readonly kind: 'said'
      readonly said: SaidSettings
      /** Why a record of ours beside it cannot be read; null where there is none. */
      readonly recordProblem: ErrorReport | null
    }

const wanted: ReadonlySet<string> = new Set([...settingsKeywords, recordKeyword])

/**
 * Of a PNG, JPEG or WebP file, whose name may tell which of several pictures it is. `inflate` as for `readPictureTexts`. Errors: those of `readPictureTexts` and of
 * `saidByTexts`, and `picture-settings/none`, `…/damaged`, `stored/newer`, `stored/damaged`.
 */
export function readSettingsText(
  bytes: Uint8Array,
  inflate: Inflate,
  fileName: string | null = null,
): SettingsText {
  const { texts, isWhole } = readPictureTexts(bytes, wanted, inflate)
  const written = texts.get(recordKeyword)
  const own = written === undefined ? null : readStored(recordKind, parseStored(written))
  if (own !== null && own.problem === null) return { kind: 'record', record: own.value }
  const recordProblem = own?.problem ?? null
  const said = saidByTexts(texts, fileName)
  if (said !== null) return { kind: 'said', said, recordProblem }
  if (recordProblem !== null) throw errorFromReport(recordProblem)
  throw new AppError(isWhole ? 'picture-settings/none' : 'picture-settings/damaged')
}

/** A text that was found elsewhere than in the file's own places. Errors: as for `saidByTexts`, `picture-settings/none`. */
export function readHiddenSettings(text: string): SettingsText {
  const said = saidByTexts(new Map([[infotextKeyword, text]]))
  if (said === null) throw new AppError('picture-settings/none')
  return { kind: 'said', said, recordProblem: null }
}

/**
 * A text that somebody pasted as a prompt: null where it does not end in A1111's line of settings, which begins with the
 * steps. Errors: as for `saidByTexts`.
 */
export function readPastedSettings(text: string): SettingsText | null {
  const { parameters } = parseInfotext(withoutIndexes(text))
  return parameters.has('Steps') ? readHiddenSettings(text) : null
}
