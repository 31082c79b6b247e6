// The application menu: what the system expects, by role, in the reader's language, and nothing that leaves the app.
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuWords } from '../../messages/menu-words.ts'

/** A role's own words are English, so every item has ours. */
export function menuTemplate(
  platform: NodeJS.Platform,
  developing: boolean,
  words: MenuWords,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const item = (role: keyof MenuWords & MenuItemConstructorOptions['role']): MenuItemConstructorOptions => ({
    role,
    label: words[role],
  })
  const app: MenuItemConstructorOptions = {
    label: 'Lamina',
    submenu: [
      item('about'),
      separator,
      item('services'),
      separator,
      item('hide'),
      item('hideOthers'),
      item('unhide'),
      separator,
      item('quit'),
    ],
  }
  const edit = [
    item('undo'),
    item('redo'),
    separator,
    item('cut'),
    item('copy'),
    item('paste'),
    item('delete'),
    item('selectAll'),
  ]
  const view = [item('resetZoom'), item('zoomIn'), item('zoomOut'), separator, item('togglefullscreen')]
  const developer = [separator, item('reload'), item('toggleDevTools')]
  const windows = [item('minimize'), ...(isMac ? [item('zoom'), separator, item('front')] : [item('close')])]
  return [
    ...(isMac ? [app] : []),
    { label: words.file, submenu: [item(isMac ? 'close' : 'quit')] },
    { label: words.edit, submenu: edit },
    { label: words.view, submenu: developing ? [...view, ...developer] : view },
    // By its role macOS lists the windows in it.
    { role: 'windowMenu', label: words.window, submenu: windows },
  ]
}

const separator: MenuItemConstructorOptions = { type: 'separator' }
