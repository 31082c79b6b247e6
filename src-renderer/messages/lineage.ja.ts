// Japanese: what was made from what.
import type { LineageWords } from './lineage.en.ts'

export const lineageJa: LineageWords = {
  madeFrom: '元になったファイル',
  madeInto: 'これから作られたもの',
  modelMadeFrom: (name) => `${name} の元になったファイル`,
  show: 'ライブラリに表示',
  notHere: 'ライブラリにありません',
  trainedIn: (name) => `学習: ${name}`,
  depth: (steps) => `${steps} 段階離れています: `,
}
