// Japanese: the settings of a picture, from its file or a pasted text.
import type { FromFileWords } from './from-file.en.ts'

export const fromFileJa: FromFileWords = {
  choose: '画像ファイルから…',
  dropped: 'この画像の設定を使います。',
  reading: (name) => `「${name}」の設定を読み込んでいます…`,
  used: (name) => `「${name}」の設定を使います。`,
  usedInPart: (name) => `「${name}」の設定を使います。次のものは除きます:`,
  onlyFirst: (name) => `一度に使えるのは 1 枚の設定だけです: 「${name}」。`,
  pasted: {
    use: '設定として使う',
    useHint:
      '貼り付けたテキストにあるモデル、アダプター、シード、サイズなどをすべて使います。一度で元に戻せます',
    offered: 'このテキストには画像の設定が書かれています。Shift+Tab で「設定として使う」に移れます。',
    used: '貼り付けた設定を使います。',
    usedInPart: '貼り付けた設定を使います。次のものは除きます:',
  },
}
