// The application menu in each language: every item is said in it, and does what the system knows by its role.
import { describe, expect, test } from 'vitest'
import { languages } from '../../../../src-main/messages/entry.ts'
import { menuWords } from '../../../../src-main/messages/menu-words.ts'
import { menuTemplate } from '../../../../src-main/shells/electron/menu.ts'

type Item = ReturnType<typeof menuTemplate>[number]
const items = (menu: Item): Item[] =>
  Array.isArray(menu.submenu) ? menu.submenu.filter(({ type }) => type !== 'separator') : []

describe.each(languages)('in %s', (language) => {
  test.each(['linux', 'win32', 'darwin'] as const)('every item on %s has words of ours', (platform) => {
    const said = new Set<string>(['Lamina', ...Object.values(menuWords[language])])
    for (const developing of [true, false]) {
      const menu = menuTemplate(platform, developing, menuWords[language])
      const all = [...menu, ...menu.flatMap(items)]
      for (const { label, role } of all) expect(said, role).toContain(label)
      expect(all.some(({ role }) => role === 'toggleDevTools')).toBe(developing)
      expect(menu.flatMap(items).filter(({ role }) => role === 'quit')).toHaveLength(1)
    }
  })
})

test('words of both languages are there, and Japanese ones are', () => {
  for (const word of Object.values(menuWords.ja))
    expect(word).toMatch(/[\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Han}]/u)
  const [file] = menuTemplate('linux', false, menuWords.ja)
  expect(file).toMatchObject({ label: 'ファイル', submenu: [{ role: 'quit', label: 'Lamina を終了' }] })
})
