// Adapters of a picture muted one by one: why they cannot be, and why the picture itself is made again.
import { entry } from './entry.ts'

export const muting = {
  'muting/no-adapter': entry({
    en: { message: 'No adapter that is here acted on this picture.' },
    ja: { message: 'この画像に使われたアダプターで、今ここにあるものはありません。' },
  }),
  'muting/not-found': entry({
    en: { message: 'This comparison is gone: another one has taken its place, or Lamina was restarted.' },
    ja: { message: 'この比較はもうありません。別の比較に置き換わったか、Lamina が再起動されました。' },
  }),
  'muting/imported': entry({
    en: { message: 'It was made in another place.' },
    ja: { message: '別の場所で生成された画像です。' },
  }),
  'muting/unknown-contents': entry({
    facts: { name: 'ink-painter' },
    en: ({ name }) => ({ message: `Which contents ${name} had then is not known.` }),
    ja: ({ name }) => ({ message: `生成時の ${name} の内容がわかりません。` }),
  }),
}
