// Pictures that are handed out: why one cannot be.
import { entry } from './entry.ts'

export const exports = {
  'export/too-much-text': entry({
    en: {
      message: 'What it says of how it was made is too long for a JPEG.',
      hint: 'Export it as PNG or WebP, or without metadata.',
    },
    ja: {
      message: '生成に使った設定が長すぎて、JPEG に入りません。',
      hint: 'PNG か WebP で、またはメタデータなしで書き出してください。',
    },
  }),
  'export/only-in-png': entry({
    en: {
      message: 'What its program says of how it was made has no place in this format.',
      hint: 'Export it as the stored file or as PNG, or without metadata.',
    },
    ja: {
      message: 'このプログラムの設定は、この形式には入りません。',
      hint: '保存されているファイルのまま、または PNG で、あるいはメタデータなしで書き出してください。',
    },
  }),
  'export/no-folder': entry({
    en: {
      message: 'The folder for the pictures is not known any more.',
      hint: 'Choose it again.',
    },
    ja: { message: '書き出し先のフォルダーが分からなくなりました。', hint: 'もう一度選んでください。' },
  }),
  'export/unknown-placeholder': entry({
    facts: { name: 'moon', known: ['name', 'seed'] },
    en: ({ name, known }) => ({
      message: `A file name has no {${name}}.`,
      hint: `There are ${known.map((one) => `{${one}}`).join(', ')}.`,
    }),
    ja: ({ name, known }) => ({
      message: `ファイル名に {${name}} は使えません。`,
      hint: `使えるのは ${known.map((one) => `{${one}}`).join('、')} です。`,
    }),
  }),
}
