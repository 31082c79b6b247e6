// Japanese: adapters tried one by one.
import type { TrialWords } from './trial.en.ts'

const number = (n: number): string => new Intl.NumberFormat('ja').format(n)

export const trialJa: TrialWords = {
  title: '選択したものを試す',
  start: '選択したものを試す',
  begins: (n) => `${number(n)} 個のアダプターが合うか調べています…`,
  hint: (prompt, seed) => `${prompt} · シード ${seed}`,
  show: (over, of) => `試作: ${number(of)} 枚中 ${number(over)} 枚`,
  cells: '試作の画像',
  keys: '矢印キーで移動、Enter で拡大、P でプレビューに設定、A でスタックに追加します。',
  base: 'アダプターなし',
  gone: '画像は削除されました',
  useAsPreview: 'プレビューにする',
  isPreview: 'プレビューに設定済み',
  addToStack: 'スタックに追加',
  inStack: 'スタックにあります',
  large: (name) => `拡大表示: ${name}`,
  skipped: (n) => `除外されたアダプター ${number(n)} 個`,
  nothing: '選んだベースで試せるものがありません。',
  mostTried: (most) => `一度に試せるのは ${number(most)} 個までです。`,
}
