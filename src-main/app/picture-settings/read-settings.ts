// All that a picture says of how it was made: its own record, or another program's settings with prompts as we read them.
import type { Inflate } from '../../formats/png-text.ts'
import {
  readHiddenSettings,
  readPastedSettings,
  readSettingsText,
  type SettingsText,
} from '../../formats/settings-text.ts'
import { ourPrompts, type OurPrompts } from './our-prompts.ts'

export type ReadSettings =
  | Extract<SettingsText, { kind: 'record' }>
  | (Extract<SettingsText, { kind: 'said' }> & { readonly prompts: OurPrompts })

/** Errors: those of `readSettingsText`. */
export function readSettings(picture: Uint8Array, inflate: Inflate, fileName: string | null): ReadSettings {
  return inFull(readSettingsText(picture, inflate, fileName))
}

/** Of a text that lay hidden among pixels. Errors: those of `readHiddenSettings`. */
export function readHidden(text: string): ReadSettings {
  return inFull(readHiddenSettings(text))
}

/** Of a text that was pasted; null where it is none of settings. Errors: those of `readPastedSettings`. */
export function readPasted(text: string): ReadSettings | null {
  const settings = readPastedSettings(text)
  return settings && inFull(settings)
}

function inFull(text: SettingsText): ReadSettings {
  return text.kind === 'record' ? text : { ...text, prompts: ourPrompts(text.said) }
}
