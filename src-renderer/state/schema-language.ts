// What the schemas say of a wrong value, in the language of the interface.
import { config } from 'zod'
import en from 'zod/v4/locales/en.js'
import ja from 'zod/v4/locales/ja.js'
import type { Language } from './look.svelte.ts'

const locales: Readonly<Record<Language, typeof en>> = { en, ja }

export function speakInSchemas(language: Language): void {
  config(locales[language]())
}
