// Which of our languages a locale asks for.
import type { Language } from './entry.ts'

/** `ja_JP.UTF-8`, `ja-JP`: Japanese; everything else is read in English. */
export function languageOf(locale: string): Language {
  return /^ja\b|^ja_/i.test(locale) ? 'ja' : 'en'
}
