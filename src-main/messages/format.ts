// Lists and large numbers in a sentence: "SD 1.x, SD 2.x and SDXL", "1,000,000".
import type { Language } from './entry.ts'

const locales = { en: 'en-GB', ja: 'ja' } as const
const formats = (type: 'conjunction' | 'disjunction'): Record<Language, Intl.ListFormat> => ({
  en: new Intl.ListFormat(locales.en, { type }),
  ja: new Intl.ListFormat(locales.ja, { type }),
})
const all = formats('conjunction')
const any = formats('disjunction')

export function allOf(items: readonly string[], language: Language): string {
  return all[language].format(items)
}

/** Names of ours are Latin: the conjunction stands apart from them. */
export function oneOf(items: readonly string[], language: Language): string {
  const text = any[language].format(items)
  return language === 'ja'
    ? text.replace(/、?または/, (word) => `${word.startsWith('、') ? '、' : ' '}または `)
    : text
}

const figures = { en: new Intl.NumberFormat(locales.en), ja: new Intl.NumberFormat(locales.ja) }

export function figure(value: number, language: Language): string {
  return figures[language].format(value)
}
