// Japanese: where a slider marks an adapter's weight, and how that is known.
import type { weightMarkEn } from './weight-mark.en.ts'

const number = (n: number): string => new Intl.NumberFormat('ja').format(n)

export const weightMarkJa: typeof weightMarkEn = {
  usual: (weight, of) =>
    `重みの大きさによると、${weight} のとき、このモデル用アダプター ${number(of)} 個の中央と同じ強さです`,
  usualRange: (min, max) => `半数は ${min}〜${max} に入ります`,
  response: (weight, most, pictures) =>
    `${number(pictures)} 枚の比較によると、効果の半分が ${weight}、ほぼすべてが ${most} で現れます`,
  strength: (share) => `1.00 のとき、対象の層を ${share} 変えます`,
  most: (block, share) => `最も変わるのは ${block}（${share}）`,
  and: '。',
  sentence: (text) => `${text}。`,
  unknown: '強さはモデルによって変わるため、重みだけではわかりません。',
  measuring: 'ほかのアダプターと比べた強さを測っています…',
  prefer: (weight) => `おすすめを目印の ${weight} にする`,
}
