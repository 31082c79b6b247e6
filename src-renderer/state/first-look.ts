// The look before the host has answered: as this browser remembers it, and as the system has it.
import type { Settings } from '../../src-main/contract/studio.ts'
import type { Language } from '../../src-main/messages/entry.ts'
import { languageOf } from '../../src-main/messages/language-of.ts'
import { readKept, writeKept } from './kept-in-browser.ts'

export type LookSettings = Pick<Settings, 'theme' | 'language' | 'scale'>

const key = 'lamina.look'
const defaults: LookSettings = { theme: 'system', language: 'system', scale: 1 }

export function rememberedLook(): LookSettings {
  return { ...defaults, ...(readKept(key) as Partial<LookSettings> | null) }
}

/** So that the next first paint already has it. */
export function rememberLook(look: LookSettings): void {
  writeKept(key, look)
}

export function languageOfLook({ language }: LookSettings): Language {
  return language === 'system' ? languageOf(navigator.language) : language
}

/** The page takes the look: colours, the language that it is read aloud in, the size of everything. */
export function showLook(look: { theme: 'dark' | 'light'; language: Language; scale: number }): void {
  const root = document.documentElement
  root.dataset['theme'] = look.theme
  root.lang = look.language
  root.style.setProperty('--scale', String(look.scale))
}

export function showRememberedLook(): Language {
  const look = rememberedLook()
  const light = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
  const language = languageOfLook(look)
  showLook({ theme: look.theme === 'system' ? light : look.theme, language, scale: look.scale })
  return language
}
