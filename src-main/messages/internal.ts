// What has no sentence of its own: our own faults, and words that somebody else chose.
import { entry } from './entry.ts'

export const internal = {
  'internal/hidden': entry({
    en: { message: 'Something went wrong inside Lamina; its log has the details.' },
    ja: { message: 'Lamina の内部でエラーが起きました。詳細はログにあります。' },
  }),
  'internal/unexpected': entry({
    facts: { what: 'fetch failed' },
    en: ({ what }) => ({ message: `Something unexpected happened: ${what}` }),
    ja: ({ what }) => ({ message: `予期しないエラーが起きました: ${what}` }),
  }),
  'internal/unknown-remark': entry({
    facts: { code: 'adapter/of-tomorrow' },
    en: ({ code }) => ({
      message: `This version of Lamina has no words for "${code}".`,
      hint: 'It was probably written by another version; update Lamina.',
    }),
    ja: ({ code }) => ({
      message: `このバージョンの Lamina には「${code}」の説明がありません。`,
      hint: '別のバージョンが書いたものと思われます。Lamina を更新してください。',
    }),
  }),
}
