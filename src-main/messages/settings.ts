// Settings that cannot be as they were typed.
import { entry } from './entry.ts'

export const settings = {
  'settings/folder-unusable': entry({
    facts: { folder: '/media/usb/pictures' },
    en: ({ folder }) => ({
      message: `The folder ${folder} cannot be created.`,
      hint: 'Choose another folder.',
    }),
    ja: ({ folder }) => ({
      message: `フォルダー ${folder} を作れません。`,
      hint: '別のフォルダーを選んでください。',
    }),
  }),
  'settings/folder-missing': entry({
    facts: { folder: '/home/me/models' },
    en: ({ folder }) => ({
      message: `There is no folder ${folder}.`,
      hint: 'Check the path, or choose another folder.',
    }),
    ja: ({ folder }) => ({
      message: `フォルダー ${folder} がありません。`,
      hint: 'パスを確かめるか、別のフォルダーを選んでください。',
    }),
  }),
  'settings/folder-relative': entry({
    facts: { folder: 'models' },
    en: ({ folder }) => ({
      message: `"${folder}" is not a full path.`,
      hint: 'Give the whole path, from the root or the drive.',
    }),
    ja: ({ folder }) => ({
      message: `「${folder}」は完全なパスではありません。`,
      hint: 'ルートまたはドライブからの完全なパスを入れてください。',
    }),
  }),
  'settings/unknown-placeholder': entry({
    facts: { name: 'sed', known: ['date', 'seed'] },
    en: ({ name, known }) => ({
      message: `Unknown placeholder {${name}}.`,
      hint: `Available: ${known.map((one) => `{${one}}`).join(' ')}.`,
    }),
    ja: ({ name, known }) => ({
      message: `{${name}} は使えません。`,
      hint: `使えるのは ${known.map((one) => `{${one}}`).join(' ')} です。`,
    }),
  }),
  'settings/empty-pattern': entry({
    en: { message: 'This pattern gives no file name.', hint: 'Try {date}/{time}-{seed}.' },
    ja: {
      message: 'このパターンからはファイル名ができません。',
      hint: '{date}/{time}-{seed} を試してください。',
    },
  }),
}
