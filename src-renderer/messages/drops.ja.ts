// Japanese: what would happen to things that are dragged over the app, and what became of them.
import type { DropWords } from './drops.en.ts'

export const dropsJa: DropWords = {
  label: 'ドラッグ中のもの',
  title: (n) => (n === 1 ? '放すとここで使います' : `放すと ${n} 個をここで使います`),
  titleNothing: (n) => (n === 1 ? 'ここでは受け取れません' : `この ${n} 個はここでは受け取れません`),
  ifItIs: '何であるかは、放したときに分かります。',
  kinds: {
    picture: '画像',
    caption: 'キャプション',
    weights: 'モデルまたはアダプター',
    configuration: '設定ファイル',
    folder: 'フォルダー',
    other: 'そのほか',
  },
  elsewhere: {
    picture: 'ここでは受け取れません。学習用の画像は「学習」で受け取ります。',
    caption: 'ここでは受け取れません。キャプションは画像と一緒に「学習」に入れてください。',
    weights: 'ここでは受け取れません。モデルとアダプターは「設定」で指定したフォルダーに置いてください。',
    configuration: 'ここでは受け取れません。開いている学習で受け取ります。',
    folder:
      'ここでは受け取れません。画像のフォルダーは開いている学習で受け取ります。モデルのフォルダーは「設定」で指定します。',
    other: 'どこでも受け取れません。',
  },
  notTaken: (name, others) =>
    others === 0
      ? `「${name}」は受け取りませんでした。`
      : `「${name}」ほか ${others} 個は受け取りませんでした。`,
  toTraining: {
    picture: 'この学習で使います。',
    caption: '同じ名前の画像のキャプションになります。',
    folder: '中の画像をキャプションごとこの学習で使います。',
  },
  toNewTraining: {
    picture: 'この画像で新しい学習を始めます。',
    caption: '同じ名前の画像のキャプションになります。',
    folder: '中の画像とキャプションで新しい学習を始めます。',
  },
  learned: (n) => `画像 ${n} 枚をこの学習に入れました。`,
  showPictures: '表示',
  noPictures: (name) => `「${name}」には学習に使える画像がありません。`,
}
