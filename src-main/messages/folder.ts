// Folders that were chosen and cannot be used.
import { entry } from './entry.ts'

export const folder = {
  'app/already-running': entry({
    /** Where the host that is running can be reached; empty while that is not known. */
    facts: { address: 'http://127.0.0.1:5173/' },
    en: ({ address }) => ({
      message: `Lamina is already running with this data folder${address === '' ? '.' : `: ${address}`}`,
      hint: 'Use the one that is running, or choose another data folder.',
    }),
    ja: ({ address }) => ({
      message: `このデータフォルダーでは、すでに Lamina が動いています${address === '' ? '。' : `: ${address}`}`,
      hint: '動いている Lamina を使うか、別のデータフォルダーを選んでください。',
    }),
  }),
  'folder/of-the-system': entry({
    facts: { folder: '/etc' },
    en: ({ folder }) => ({
      message: `${folder} belongs to the system.`,
      hint: 'Choose a folder of your own.',
    }),
    ja: ({ folder }) => ({
      message: `${folder} はシステムのフォルダーです。`,
      hint: '自分のフォルダーを選んでください。',
    }),
  }),
  'folder/own': entry({
    facts: { folder: '/home/me/.local/share/lamina' },
    en: ({ folder }) => ({
      message: `${folder} is where Lamina keeps its own files.`,
      hint: 'Choose another folder.',
    }),
    ja: ({ folder }) => ({
      message: `${folder} は Lamina 自身のファイルの保存場所です。`,
      hint: '別のフォルダーを選んでください。',
    }),
  }),
  'folder/not-allowed': entry({
    facts: { folder: '/home/me/models' },
    en: ({ folder }) => ({
      message: `${folder} may not be chosen from another machine.`,
      hint: 'Allow it where Lamina is started: lamina serve --allow-folder FOLDER.',
    }),
    ja: ({ folder }) => ({
      message: `${folder} は別のコンピューターからは選べません。`,
      hint: 'Lamina を起動するときに許可してください: lamina serve --allow-folder フォルダー',
    }),
  }),
}
