// The model folders: looking through them, and being told of changes.
import { entry } from './entry.ts'
import { figure } from './format.ts'

export const library = {
  'library/no-such-file': entry({
    en: { message: 'This file is not in the library any more.' },
    ja: { message: 'このファイルはもうライブラリーにありません。' },
  }),
  'library/elsewhere': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" does not lie in a model folder.`,
      hint: 'Add its folder to the model folders first.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」はモデルフォルダーの中にありません。`,
      hint: '先に、そのフォルダーをモデルフォルダーに追加してください。',
    }),
  }),
  'trash/no-folder': entry({
    facts: { folder: '/home/me/models' },
    en: ({ folder }) => ({
      message: `Lamina’s trash cannot be made in ${folder}.`,
      hint: 'Allow your user to write there. Nothing was deleted.',
    }),
    ja: ({ folder }) => ({
      message: `${folder} に Lamina のゴミ箱を作れません。`,
      hint: 'そこへの書き込みを許可してください。何も削除していません。',
    }),
  }),
  'trash/no-system-trash': entry({
    facts: { folder: '/home/me/models' },
    en: ({ folder }) => ({
      message: `The system has no trash for the disk of ${folder}.`,
      hint: 'Nothing was deleted. It can be deleted for good instead.',
    }),
    ja: ({ folder }) => ({
      message: `${folder} のディスクには、システムのゴミ箱がありません。`,
      hint: '何も削除していません。代わりに完全に削除できます。',
    }),
  }),
  'trash/not-taken': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `The system’s trash did not take "${file}".`,
      hint: 'Some disks, such as those of a network, have none. The file was not deleted; it can be deleted for good instead.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」をシステムのゴミ箱へ移せませんでした。`,
      hint: 'ネットワーク上のディスクなどにはゴミ箱がありません。ファイルは削除していません。代わりに完全に削除できます。',
    }),
  }),
  'library/unwatched': entry({
    facts: { reason: 'ENOSPC' },
    en: ({ reason }) => ({
      message: `The system does not tell Lamina of every change in the model folders (${reason}).`,
      hint: 'New files are found within a minute, or at once with Look again. On Linux, raise fs.inotify.max_user_watches.',
    }),
    ja: ({ reason }) => ({
      message: `モデルフォルダーの変更の一部は、システムから Lamina に通知されません（${reason}）。`,
      hint: '新しいファイルは 1 分以内に見つかり、「探し直す」ですぐに見つかります。Linux では fs.inotify.max_user_watches を増やしてください。',
    }),
  }),
  'library/too-many-folders': entry({
    facts: { most: 20_000 },
    en: ({ most }) => ({
      message: `The model folders hold more than ${figure(most, 'en')} folders; the rest was left out.`,
      hint: 'Choose the folders that hold models, not a whole disk.',
    }),
    ja: ({ most }) => ({
      message: `モデルフォルダーの中に ${figure(most, 'ja')} 個を超えるフォルダーがあるため、残りは読み込んでいません。`,
      hint: 'ディスク全体ではなく、モデルのあるフォルダーを選んでください。',
    }),
  }),
  'library/look-failed': entry({
    facts: { what: 'disk full' },
    en: ({ what }) => ({
      message: `Looking through the model folders failed: ${what}`,
      hint: 'Lamina goes on with what it knew. Look again when the cause is gone.',
    }),
    ja: ({ what }) => ({
      message: `モデルフォルダーの確認に失敗しました: ${what}`,
      hint: 'これまでにわかっている内容で続けます。原因がなくなったら「探し直す」を試してください。',
    }),
  }),
  'library/not-found': entry({
    en: { message: 'This is not in the library any more.', hint: 'Search again.' },
    ja: { message: 'これはライブラリーにありません。', hint: 'もう一度検索してください。' },
  }),
  'library/no-preview': entry({
    en: { message: 'This picture is not there any more.', hint: 'Choose another one.' },
    ja: { message: 'この画像はもうありません。', hint: '別の画像を選んでください。' },
  }),
  'library/nothing-called': entry({
    facts: { name: 'ink-wash' },
    en: ({ name }) => ({
      message: `Nothing in the library has the id or the path "${name}".`,
      hint: 'lamina list shows what there is, and lamina scan takes in folders.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」という ID やパスのものは、ライブラリーにありません。`,
      hint: 'lamina list で一覧を表示し、lamina scan でフォルダーを追加できます。',
    }),
  }),
  'collection/not-found': entry({
    en: { message: 'This collection is not there any more.' },
    ja: { message: 'このコレクションはもうありません。' },
  }),
  'filter/not-found': entry({
    en: { message: 'This saved filter is not there any more.' },
    ja: { message: 'この保存したフィルターはもうありません。' },
  }),
}
