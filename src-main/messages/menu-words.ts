// What the desktop's application menu says: Electron itself says it in English alone.
import type { Language } from './entry.ts'

export type MenuWords = Readonly<Record<MenuWord, string>>

type MenuWord =
  | 'file'
  | 'edit'
  | 'view'
  | 'window'
  | 'about'
  | 'services'
  | 'hide'
  | 'hideOthers'
  | 'unhide'
  | 'quit'
  | 'close'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'delete'
  | 'selectAll'
  | 'resetZoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'togglefullscreen'
  | 'reload'
  | 'toggleDevTools'
  | 'minimize'
  | 'zoom'
  | 'front'

/** In the words of each system's own menus. */
export const menuWords: Readonly<Record<Language, MenuWords>> = {
  en: {
    file: 'File',
    edit: 'Edit',
    view: 'View',
    window: 'Window',
    about: 'About Lamina',
    services: 'Services',
    hide: 'Hide Lamina',
    hideOthers: 'Hide Others',
    unhide: 'Show All',
    quit: 'Quit Lamina',
    close: 'Close Window',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    delete: 'Delete',
    selectAll: 'Select All',
    resetZoom: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    togglefullscreen: 'Full Screen',
    reload: 'Reload',
    toggleDevTools: 'Developer Tools',
    minimize: 'Minimize',
    zoom: 'Zoom',
    front: 'Bring All to Front',
  },
  ja: {
    file: 'ファイル',
    edit: '編集',
    view: '表示',
    window: 'ウインドウ',
    about: 'Lamina について',
    services: 'サービス',
    hide: 'Lamina を隠す',
    hideOthers: 'ほかを隠す',
    unhide: 'すべてを表示',
    quit: 'Lamina を終了',
    close: 'ウインドウを閉じる',
    undo: '元に戻す',
    redo: 'やり直す',
    cut: '切り取り',
    copy: 'コピー',
    paste: '貼り付け',
    delete: '削除',
    selectAll: 'すべて選択',
    resetZoom: '実際のサイズ',
    zoomIn: '拡大',
    zoomOut: '縮小',
    togglefullscreen: '全画面表示',
    reload: '再読み込み',
    toggleDevTools: '開発者ツール',
    minimize: '最小化',
    zoom: '拡大／縮小',
    front: 'すべてを手前に移動',
  },
}
