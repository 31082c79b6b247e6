// Japanese: which adapter did that.
import type { MutingWords } from './muting.en.ts'

export const mutingJa: MutingWords = {
  title: 'どれの効果？',
  hint: 'アダプターを一つずつ外して同じ画像を作ります。プロンプト(トリガーワードも)、シード、ステップ、サイズは同じです。',
  begins: '画像の生成条件を調べています…',
  gone: '比較するものがもうありません。Lamina が再起動されたか、別の画像が調べられました。',
  again: '最初からもう一度',
  comparing: '比較中…',
  stage: '画像',
  stageKeys:
    '場所をクリックするか四角で囲むと、どのアダプターの効果かがわかります。キーボードでは矢印キーで場所を動かし(Shift で細かく)、Backspace で解除します。',
  views: { picture: 'すべてあり', without: 'なし', map: '変化した場所' },
  view: '表示するもの',
  list: 'アダプター(変化の大きい順)',
  keys: '上下キーでアダプターを選び、スペースで 3 つの表示を切り替え、D で弱めます。',
  keptBase: '保存されている画像と比べています。',
  remadeBase: '同じ結果にならないため、もう一度生成した画像と比べています:',
  base: 'すべてのアダプターありの画像',
  changed: (share) => `画像の ${share} が目に見えて変わりました`,
  unchanged: '目に見える変化はありません',
  here: {
    much: 'この場所を大きく変えました',
    some: 'この場所を変えました',
    little: 'この場所はほとんど変わっていません',
    nothing: 'この場所は変わっていません',
  },
  spotBy: (name) => `この場所: ${name}`,
  spotByNone: 'この場所: 単独で変えたものはありません',
  wholePicture: '画像全体',
  damp: (from, to) => `弱める: ${from} → ${to}`,
  dampOf: (name, from, to) => `弱める: ${from} → ${to}(${name})`,
  damped: (name, from, to) => `${name} を弱めました: ${from} → ${to}`,
  notInStack: '今の「作成」のスタックにありません。',
  useSettings: 'この画像の設定を使う',
  without: (name) => `${name} なしの画像`,
  map: (name) => `${name} が変えた場所`,
}
