// Japanese: adapters by what they do.
import type { AlikeWords } from './alike.en.ts'

const number = (n: number): string => new Intl.NumberFormat('ja').format(n)

export const alikeJa: AlikeWords = {
  find: '効果が似たものを探す',
  order: (name) => `効果が ${name} に近い順`,
  groups: '同じ効果のグループ（それぞれ最良のものが先頭）',
  noGroups: '同じ効果のアダプターは見つかっていません。',
  bestOf: (n) => `${number(n)} 個中の最良`,
  spare: '最良以外をすべて選択',
  spareHint:
    '各グループで、お気に入り、評価、ランク、ファイルの大きさの順に優れたものを残します。移動するまで何も変わりません。',
  byEffect: '効果の近い順',
  left: (n) => `まだ比べていないアダプターが ${number(n)} 個あります。`,
  self: 'このアダプター',
  why: {
    'same-tensors': '数値が同じ',
    'same-change': '同じ（保存形式が違う）',
    resized: '同じ（ランクを変えたもの）',
  },
  degrees: {
    nearly: 'ほぼ同じ',
    very: 'よく似ている',
    alike: '似ている',
    little: '少し似ている',
    unrelated: '関係なし',
    against: '逆の効果',
  },
  estimate: (cosine) => `約 ${cosine}`,
  cosine: '2 つの変化のコサイン',
}
