// A training run: what a person should know of it.
import { entry } from './entry.ts'

export const training = {
  'training/picture-gone': entry({
    facts: { name: 'a.png' },
    en: ({ name }) => ({
      message: `"${name}" vanished, was changed or became unreadable; it is left out from here on.`,
      hint: 'Put the old file back for the next run.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」が見つからないか、変わったか、読めなくなりました。ここからは使いません。`,
      hint: '次の学習までに元のファイルを戻してください。',
    }),
  }),
  'training/no-second-encoder': entry({
    en: {
      message: 'The base model has one text encoder, so what the recipe says of a second one does nothing.',
    },
    ja: {
      message: 'ベースモデルのテキストエンコーダーは一つだけなので、二つ目についての設定は効きません。',
    },
  }),
}
