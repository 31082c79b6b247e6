// Japanese: versions of one training, which share a card.
import type { VersionsWords } from './versions.en.ts'

const number = (n: number): string => new Intl.NumberFormat('ja').format(n)

export const versionsJa: VersionsWords = {
  title: 'バージョン',
  count: (n) => `${number(n)} バージョン`,
  version: (name) => `バージョン ${name}`,
  epoch: (n) => `エポック ${number(n)}`,
  step: (n) => `ステップ ${number(n)}`,
  front: '代表',
  putInFront: (name) => `${name} を代表にする`,
  add: (name) => `スタックに追加: ${name}`,
  inStack: (name) => `スタックにあり: ${name}`,
  tryAll: 'すべてのバージョンを試す',
  pickAll: 'すべてのバージョンを選択',
  together: '同じ学習のバージョンをまとめる',
}
