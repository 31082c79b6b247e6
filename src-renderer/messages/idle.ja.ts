// 日本語: 待ち時間のプレビュー。
import type { IdleWords } from './idle.en.ts'

const number = (n: number): string => new Intl.NumberFormat('ja').format(n)

export const idleJa: IdleWords = {
  title: '待ち時間のプレビュー',
  open: '待ち時間のプレビュー…',
  hint: 'Lamina を誰も使っていない間に、ベースに合うすべてのアダプターを同じプロンプトとシードで描きます。強さ 0 と各アダプターの強さの 2 枚ずつで、カードの上でポインターを動かすと切り替わります。',
  base: 'ベースモデル',
  chooseBase: 'ベースモデルを選ぶ',
  otherBase:
    '作成で使うモデルとは別です。あとでモデルを読み直すことになるため、10 分間使われないのを待ってから始めます。',
  prompt: (n) => `プロンプト ${number(n)}`,
  seedOf: (n) => `シード ${number(n)}`,
  promptHint: '各アダプターのトリガーワードが加わります。強さ 0 の画像でも同じです。',
  addPrompt: 'プロンプトを追加',
  removePrompt: (n) => `プロンプト ${number(n)} を削除`,
  negativePrompt: 'ネガティブプロンプト',
  steps: 'ステップ',
  side: 'サイズ（幅と高さ）',
  seedProblem: 'シードは 0 から 18,446,744,073,709,551,615 までの整数です。',
  states: {
    off: 'オフ',
    running: (done, of) => `${of} 枚中 ${done} 枚`,
    waiting: (done, of) => `Lamina が使われなくなるのを待っています · ${of} 枚中 ${done} 枚`,
    paused: (done, of) => `一時停止中 · ${of} 枚中 ${done} 枚`,
    full: (done, of) => `上限に達しました · ${of} 枚中 ${done} 枚`,
    complete: (of) => `完了: ${of} 枚`,
    looking: '作る画像を調べています',
  },
  pause: '一時停止',
  resume: '再開',
  failed: (n) => `描けなかったアダプター ${number(n)} 個`,
  retry: 'もう一度試す',
  misfits: (n) => `このベースに合わないアダプター ${number(n)} 個`,
  more: (n) => `ほか ${number(n)} 個`,
  limit: '上限（GB）',
  limitHint:
    '上限を超えるときは、ファイルがなくなったアダプターのものから、次に長く見られていないものから消えます。お気に入りのものは最後です。',
  holds: (n, size, of) => `${number(n)} 枚を保存中（${of} 中 ${size}）`,
  clear: (size) => `すべて削除（${size}）`,
}
