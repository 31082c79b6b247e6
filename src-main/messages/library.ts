// The model folders: looking through them, and being told of changes.
import { entry } from './entry.ts'

export const library = {
  'library/unwatched': entry({
    facts: { reason: 'ENOSPC' },
    en: ({ reason }) => ({
      message: `The system does not tell Lamina of every change in the model folders (${reason}).`,
      hint: 'New files are found within a minute, or at once with Look again. On Linux, raise fs.inotify.max_user_watches.',
    }),
    ja: ({ reason }) => ({
      message: `モデルフォルダの変更の一部は、システムから Lamina に通知されません（${reason}）。`,
      hint: '新しいファイルは 1 分以内に見つかり、「探し直す」ですぐに見つかります。Linux では fs.inotify.max_user_watches を増やしてください。',
    }),
  }),
  'library/too-many-folders': entry({
    facts: { most: 20_000 },
    en: ({ most }) => ({
      message: `The model folders hold more than ${most} folders; the rest was left out.`,
      hint: 'Choose the folders that hold models, not a whole disk.',
    }),
    ja: ({ most }) => ({
      message: `モデルフォルダの中に${most}個を超えるフォルダがあるため、残りは読み込んでいません。`,
      hint: 'ディスク全体ではなく、モデルのあるフォルダを選んでください。',
    }),
  }),
  'library/look-failed': entry({
    facts: { what: 'disk full' },
    en: ({ what }) => ({
      message: `Looking through the model folders failed: ${what}`,
      hint: 'Lamina goes on with what it knew. Look again when the cause is gone.',
    }),
    ja: ({ what }) => ({
      message: `モデルフォルダの確認に失敗しました：${what}`,
      hint: 'これまでにわかっている内容で続けます。原因がなくなったら「探し直す」をお試しください。',
    }),
  }),
}
