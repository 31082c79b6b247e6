// Japanese: pictures that are made one after another.
import type { RoundWords } from './round.en.ts'

const number = (n: number): string => new Intl.NumberFormat('ja').format(n)

export const roundJa: RoundWords = {
  progress: (over, of) => `${number(of)} 枚中 ${number(Math.min(over + 1, of))} 枚目`,
  over: (made) => `${number(made)} 枚`,
  states: { waiting: '待機中', making: '次です', failed: '失敗', cancelled: '作られていません' },
  retry: 'もう一度試す',
  of: (what, name) => `${name}の${what}`,
  at: (weight) => `強さ ${weight}`,
  pause: '一時停止',
  resume: '再開',
  paused: '一時停止中',
  cancel: 'キャンセル',
  putAway: '片付ける',
}
