// Japanese: the settings of a picture file.
import type { FromFileWords } from './from-file.en.ts'

export const fromFileJa: FromFileWords = {
  choose: '画像ファイルから…',
  dropped: 'この画像の設定を使います。',
  reading: (name) => `「${name}」の設定を読み込んでいます…`,
  used: (name) => `「${name}」の設定を使います。`,
  usedInPart: (name) => `「${name}」の設定を使います。次のものは除きます:`,
  onlyFirst: (name) => `一度に使えるのは 1 枚の設定だけです: 「${name}」。`,
}
