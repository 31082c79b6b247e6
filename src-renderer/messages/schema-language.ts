// What the schemas say of a wrong value, in the language of the interface.
import { config } from 'zod'
import en from 'zod/v4/locales/en.js'
import ja from 'zod/v4/locales/ja.js'

const locales = { en, ja } as const

export function speakInSchemas(language: keyof typeof locales): void {
  config(locales[language]())
}
